using System.CommandLine;
using PayHooks.Verification;

namespace PayHooks.Cli.Commands;

/// <summary>The argument that names a provider.</summary>
internal static class ProviderArgument
{
    private static readonly ProviderRegistry Registry = new();

    /// <summary>Creates the required argument.</summary>
    public static Argument<ProviderDescriptor> Create() => AddTo(new Argument<ProviderDescriptor>("PROVIDER"));

    /// <summary>Creates the optional argument.</summary>
    public static Argument<ProviderDescriptor> CreateOptional() =>
        AddTo(new Argument<ProviderDescriptor>("PROVIDER") { Arity = ArgumentArity.ZeroOrOne });

    /// <summary>The names of all providers.</summary>
    public static IEnumerable<string> Names => Registry.All.Select(provider => provider.Name);

    /// <summary>Finds a provider.</summary>
    public static ProviderDescriptor? Find(string name) => Registry.Find(name);

    /// <summary>Says that a provider is unknown, and which there are.</summary>
    public static string Unknown(string name)
    {
        var meant = DidYouMean.To(name, Names) is { } near ? $" Did you mean {near}?" : "";
        return $"There is no provider '{name}'.{meant} Known: {string.Join(", ", Names)}.";
    }

    private static Argument<ProviderDescriptor> AddTo(Argument<ProviderDescriptor> argument)
    {
        argument.Description = $"One of {string.Join(", ", Names)}";
        argument.HelpName = "PROVIDER";
        argument.CustomParser = static result =>
        {
            if (result.Tokens is not [{ Value: var name }])
            {
                return null;
            }

            if (Find(name) is { } provider)
            {
                return provider;
            }

            result.AddError(Unknown(name));
            return null;
        };
        argument.CompletionSources.Add(_ => Names.Select(name => new System.CommandLine.Completions.CompletionItem(name)));
        return argument;
    }
}
