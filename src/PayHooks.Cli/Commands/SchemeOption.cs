using System.CommandLine;
using System.Text.Json.Nodes;
using PayHooks.Cli.Settings;
using PayHooks.Configuration;
using PayHooks.Verification;
using PayHooks.Verification.Descriptions.Model;

namespace PayHooks.Cli.Commands;

/// <summary>
/// The options <c>--scheme</c> and <c>--url</c> of the commands that sign and verify: the declaration of a scheme, and the URL if
/// the scheme signs it.
/// </summary>
internal sealed class SchemeOption
{
    /// <summary><c>--scheme</c>.</summary>
    public Option<string?> File { get; } = new("--scheme")
    {
        Description = "The JSON file that describes the scheme of custom, or what differs from a preset",
        HelpName = "FILE",
    };

    /// <summary><c>--url</c>.</summary>
    public Option<string?> Url { get; }

    /// <summary>Creates the options.</summary>
    /// <param name="url">The description of <c>--url</c> in this command.</param>
    public SchemeOption(string url) => Url = new Option<string?>("--url") { Description = url, HelpName = "URL" };

    /// <summary>
    /// Merges the scheme from the options into the provider's and validates the result; null, with the problem, when it is invalid.
    /// </summary>
    public ProviderDescriptor? Apply(ParseResult command, ProviderDescriptor provider, out string problem)
    {
        problem = "";
        var (file, url) = (command.GetValue(File), command.GetValue(Url));
        if (!provider.IsDescribed)
        {
            problem = file is null ? "" : $"{provider.Name} is not described by a file. Leave --scheme out, or verify with custom.";
            return file is null ? provider : null;
        }

        try
        {
            List<SchemeLayer> parts = [];
            if (file is not null)
            {
                parts.Add(SchemeLoader.OfFile(file, "--scheme"));
            }
            else if (!provider.HasScheme)
            {
                problem = $"{provider.Name} needs the file that describes its scheme: --scheme FILE.";
                return null;
            }

            if (url is not null)
            {
                parts.Add(new SchemeLayer("--url", new JsonObject { ["url"] = url }));
            }

            var described = provider.WithScheme(parts);
            described.Create(DefaultSource.Of(described, null, null));
            return described;
        }
        catch (SchemeException e)
        {
            problem = string.Join(Environment.NewLine, e.Errors);
            return null;
        }
    }
}
