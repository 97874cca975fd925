using System.Text.RegularExpressions;

namespace PayHooks.Tests.Deployment.Installing;

/// <summary>
/// What is wrong with a command that brings a program from elsewhere: it must name one version and one place, and run no script
/// of a package. Scripts that run unattended take npm's packages from a lock file alone.
/// </summary>
internal static partial class InstallRules
{
    // Its npm package holds only an install script, which downloads the tools; so people need that script, and no pipeline uses it.
    private const string ToolsOfAzureFunctions = "azure-functions-core-tools";

    /// <summary>What is wrong with a command in a document, which a person types.</summary>
    public static IEnumerable<string> InDocument(IReadOnlyList<string> command) => Find(command, isUnattended: false);

    /// <summary>What is wrong with a command in a script or a pipeline.</summary>
    public static IEnumerable<string> InScript(IReadOnlyList<string> command) => Find(command, isUnattended: true);

    /// <summary>Whether a command brings a program from npm, or installs a tool: never beside publishing or deploying.</summary>
    public static bool Installs(IReadOnlyList<string> command) =>
        ((string[])["npm", "npx", "yarn", "pnpm", "dnx"]).Any(program => After(command, program) is not null)
        || After(command, "dotnet", "tool") is ["install" or "update" or "restore" or "exec" or "execute", ..];

    private static IEnumerable<string> Find(IReadOnlyList<string> command, bool isUnattended)
    {
        var problems = new List<string>();
        if (After(command, "dotnet", "tool") is ["install" or "update" or "exec" or "execute", .. var tool])
        {
            problems.AddRange(OfTool(tool));
        }

        if (After(command, "dnx") is { } once)
        {
            problems.AddRange(OfTool(once));
        }

        if (After(command, "npm") is { } npm)
        {
            problems.AddRange(OfNpm(npm, isUnattended));
        }

        if (After(command, "npx") is { } npx && !npx.Contains("--no-install"))
        {
            problems.Add("npx may download a package: add --no-install");
        }

        if (After(command, "yarn") is not null || After(command, "pnpm") is not null)
        {
            problems.Add("only npm's lock file is kept here");
        }

        if (After(command, "az", "bicep") is ["install" or "upgrade", .. var bicep]
            && !Exact(Value(bicep, "--version", "-v")?.TrimStart('v')))
        {
            problems.Add("az bicep install without an exact --version");
        }

        if (After(command, "az", "extension") is ["add" or "update", .. var extension] && !Exact(Value(extension, "--version")))
        {
            problems.Add("az extension add without an exact --version");
        }

        if (command.SkipWhile(word => word is "sudo" or "exec").ToArray() is ["sh" or "bash" or "zsh" or "pwsh", .. var read]
            && read.All(word => word.StartsWith('-') || word.StartsWith('<')))
        {
            problems.Add("a shell runs whatever it is sent: download, compare the hash, then run");
        }

        return problems.Select(problem => $"{problem}: {string.Join(' ', command)}");
    }

    private static IEnumerable<string> OfTool(string[] arguments)
    {
        var version = Value(arguments, "--version")
            ?? arguments.Select(word => word.Split('@')).FirstOrDefault(parts => parts.Length == 2)?[1];
        if (!Exact(version))
        {
            yield return "a tool without an exact --version";
        }

        if (Value(arguments, "--source") is null)
        {
            yield return "a tool without --source: any configured feed may answer";
        }

        if (arguments.Any(word => word.Split('=')[0] == "--add-source"))
        {
            yield return "--add-source leaves the other feeds in: use --source";
        }
    }

    private static IEnumerable<string> OfNpm(string[] arguments, bool isUnattended)
    {
        var words = arguments.Where((word, at) => !word.StartsWith('-') && !(at > 0 && arguments[at - 1] is "--prefix" or "-C")).ToArray();
        switch (words.FirstOrDefault())
        {
            case "ci" or "clean-install":
                break;
            case { } verb and ("install" or "i" or "add" or "update" or "exec" or "x"):
                if (isUnattended)
                {
                    yield return $"npm {verb} follows no lock file: use npm ci";
                }

                if (words.Length == 1 || !words.Skip(1).All(name => name.LastIndexOf('@') is var at and > 0 && Exact(name[(at + 1)..])))
                {
                    yield return $"npm {verb} without exact versions";
                }

                if (!isUnattended && words.Skip(1).All(name => name.StartsWith(ToolsOfAzureFunctions + "@", StringComparison.Ordinal)))
                {
                    yield break;
                }

                break;
            default:
                yield break;
        }

        if (!arguments.Contains("--ignore-scripts"))
        {
            yield return "npm runs the packages' install scripts: add --ignore-scripts";
        }
    }

    // Anywhere in the command: it may stand behind sudo, env, xargs or a function of the script.
    private static string[]? After(IReadOnlyList<string> command, params string[] words)
    {
        for (var at = 0; at + words.Length <= command.Count; at++)
        {
            if (command.Skip(at).Take(words.Length).SequenceEqual(words) && !(at > 0 && command[at - 1] is "-v" or "which" or "type"))
            {
                return [.. command.Skip(at + words.Length)];
            }
        }

        return null;
    }

    private static string? Value(string[] arguments, params string[] names)
    {
        for (var at = 0; at < arguments.Length; at++)
        {
            if (names.Contains(arguments[at]))
            {
                return at + 1 < arguments.Length ? arguments[at + 1] : null;
            }

            if (names.FirstOrDefault(name => arguments[at].StartsWith(name + "=", StringComparison.Ordinal)) is { } name)
            {
                return arguments[at][(name.Length + 1)..];
            }
        }

        return null;
    }

    private static bool Exact(string? version) => version is not null && ExactVersion().IsMatch(version);

    [GeneratedRegex(@"^\[?\d+\.\d+\.\d+(\.\d+)?(-[0-9A-Za-z.-]+)?\]?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ExactVersion();
}
