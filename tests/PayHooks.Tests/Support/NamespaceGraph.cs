using Mono.Cecil;

namespace PayHooks.Tests.Support;

/// <summary>Which namespaces of one assembly use which others, read from its compiled code.</summary>
internal static class NamespaceGraph
{
    /// <summary>
    /// The uses that are part of a cycle, or that lead to one. A folder within another is a namespace of its own, so a parent may use its
    /// child, or the child its parent, but not both. The root of a project is left out: it holds the public contracts, which every folder
    /// uses, and the entry points, which use every folder.
    /// </summary>
    public static IReadOnlyList<string> Cycles(string assemblyFile)
    {
        using var assembly = AssemblyDefinition.ReadAssembly(assemblyFile);
        var root = assembly.Name.Name;
        var uses = (
            from type in assembly.MainModule.GetTypes()
            from used in Used(type).SelectMany(Parts).OfType<TypeDefinition>()
            let @from = NamespaceOf(type)
            let to = NamespaceOf(used)
            where @from != to && IsFolder(@from, root) && IsFolder(to, root)
            select (From: @from, To: to, Text: $"{Outermost(type).FullName} uses {Outermost(used).FullName}")).Distinct().ToList();

        // What uses nothing that is left is not part of a cycle.
        while (uses.RemoveAll(use => uses.TrueForAll(other => other.From != use.To)) > 0)
        {
        }

        return [.. uses.Select(use => use.Text).Distinct().Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<TypeReference?> Used(TypeDefinition type) =>
    [
        type.BaseType,
        .. type.Interfaces.Select(one => one.InterfaceType),
        .. type.CustomAttributes.Select(one => one.AttributeType),
        .. type.GenericParameters.SelectMany(one => one.Constraints).Select(one => one.ConstraintType),
        .. type.Fields.Select(one => one.FieldType),
        .. type.Methods.SelectMany(Used),
    ];

    private static IEnumerable<TypeReference?> Used(MethodDefinition method) =>
    [
        .. Signature(method),
        .. method.CustomAttributes.Select(one => one.AttributeType),
        .. method.GenericParameters.SelectMany(one => one.Constraints).Select(one => one.ConstraintType),
        .. method.HasBody ? method.Body.Variables.Select(one => one.VariableType) : [],
        .. method.HasBody ? method.Body.Instructions.SelectMany(one => Used(one.Operand)) : [],
    ];

    private static IEnumerable<TypeReference?> Used(object? operand) => operand switch
    {
        TypeReference type => [type],
        FieldReference field => [field.DeclaringType, field.FieldType],
        MethodReference method => [method.DeclaringType, .. Signature(method)],
        _ => [],
    };

    private static IEnumerable<TypeReference?> Signature(MethodReference method) =>
    [
        method.ReturnType,
        .. method.Parameters.Select(one => one.ParameterType),
        .. method is GenericInstanceMethod generic ? generic.GenericArguments : [],
    ];

    // A list of events is a list and an event.
    private static IEnumerable<TypeReference> Parts(TypeReference? type) => type switch
    {
        null => [],
        GenericInstanceType generic => [.. Parts(generic.ElementType), .. generic.GenericArguments.SelectMany(Parts)],
        TypeSpecification specification => Parts(specification.ElementType),
        _ => [type],
    };

    private static TypeDefinition Outermost(TypeDefinition type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    private static string NamespaceOf(TypeDefinition type) => Outermost(type).Namespace;

    // Compilers add namespaces of their own.
    private static bool IsFolder(string name, string root) => name.StartsWith($"{root}.", StringComparison.Ordinal);
}
