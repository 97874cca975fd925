using System.Reflection;
using System.Xml.Linq;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Server;

/// <summary>The comments of public and internal members, as the compiler writes them beside an assembly.</summary>
internal static class CodeComments
{
    private static readonly Dictionary<string, XElement> Members = Directory.GetFiles(AppContext.BaseDirectory, "PayHooks*.xml")
        .SelectMany(file => XDocument.Load(file).Descendants("member"))
        .DistinctBy(member => (string?)member.Attribute("name"))
        .ToDictionary(member => (string)member.Attribute("name")!, StringComparer.Ordinal);

    /// <summary>The comment of a property, or of the record's parameter that it comes from, as plain text; empty without one.</summary>
    public static string Of(PropertyInfo property)
    {
        var type = property.DeclaringType!;
        if (type.IsGenericType)
        {
            type = type.GetGenericTypeDefinition();
        }

        var name = type.FullName!.Replace('+', '.');
        var comment = Members.GetValueOrDefault($"P:{name}.{property.Name}")?.Element("summary")
            ?? Members.GetValueOrDefault($"T:{name}")?.Elements("param")
                .SingleOrDefault(one => (string?)one.Attribute("name") == property.Name);
        return comment is null ? "" : string.Join(' ', Text(comment).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    private static string Text(XElement element) => string.Concat(element.Nodes().Select(node => node switch
    {
        XText text => text.Value,
        XElement { IsEmpty: true } inner => Reference(inner),
        XElement inner => Text(inner),
        _ => "",
    }));

    // The last part of a name, without the parameters of a method.
    private static string Reference(XElement element) => (element.Attribute("langword") ?? element.Attribute("name"))?.Value
        ?? ((string?)element.Attribute("cref") ?? "").Split('(')[0].Find(@"(?<it>\w+)$").FirstOrDefault() ?? "";
}
