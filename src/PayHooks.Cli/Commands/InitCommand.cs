using System.CommandLine;
using Microsoft.Extensions.Configuration;
using PayHooks.Cli.Settings;
using PayHooks.Cli.Terminal;
using PayHooks.Configuration;
using PayHooks.Verification;

namespace PayHooks.Cli.Commands;

/// <summary><c>payhooks init</c>: writes the settings of a source into a file that <c>payhooks serve</c> reads.</summary>
internal sealed class InitCommand
{
    private const string Variable = "PAYHOOKS_SECRET";

    private readonly CliEnvironment surroundings;
    private readonly Argument<ProviderDescriptor> provider = ProviderArgument.CreateOptional();
    private readonly Option<string?> source =
        new("--source") { Description = "The source's name in the URL. Default: the provider's name", HelpName = "NAME" };
    private readonly Option<string> config = new("--config")
    {
        Description = $"The file to write. payhooks serve reads {ServerSettings.LocalFile} by itself, another one with --config",
        HelpName = "FILE",
        DefaultValueFactory = _ => ServerSettings.LocalFile,
    };
    private readonly Option<bool> force =
        new("--force") { Description = "Change a file that exists: its other settings stay" };

    private InitCommand(CliEnvironment surroundings) => this.surroundings = surroundings;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment? surroundings = null)
    {
        var init = new InitCommand(surroundings ?? CliEnvironment.Process);
        var command = new Command(
            "init", $"Write a settings file for a source. The secret is asked for, or read from standard input or {Variable}.")
        {
            init.provider, init.source, init.config, init.force,
        };
        command.SetAction(init.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult command, CancellationToken cancellationToken)
    {
        var screen = new CliConsole(command);
        var ask = surroundings.Ask(screen);
        var asked = command.GetValue(provider) is null ? ask?.Invoke("Provider", false)?.Trim() : null;
        if ((command.GetValue(provider) ?? ProviderArgument.Find(asked ?? "")) is not { } chosen)
        {
            return screen.Misuse(string.IsNullOrEmpty(asked)
                ? "Name the provider: payhooks init PROVIDER. payhooks providers lists them." : ProviderArgument.Unknown(asked));
        }

        if (chosen is { IsDescribed: true, HasScheme: false })
        {
            return screen.Misuse($"{chosen.Name} needs a description of its scheme, see docs/custom-providers.md.");
        }

        // In the name of a setting, these separate its parts.
        var name = command.GetValue(source) ?? DefaultSource.NameOf(chosen);
        if (name.Contains(':', StringComparison.Ordinal) || name.Contains("__", StringComparison.Ordinal) || name.EndsWith('_'))
        {
            return screen.Misuse($"--source {name}: a setting cannot name this source. Leave out ':', '__' and a '_' at the end.");
        }

        var file = command.GetRequiredValue(config);
        if (Directory.Exists(file) || (File.Exists(file) && !command.GetValue(force)))
        {
            return screen.Fail($"{file} exists already. --force sets this source in it and leaves the rest as it is.");
        }

        var secret = await SecretAsync(ask, chosen, cancellationToken);
        if (string.IsNullOrWhiteSpace(secret))
        {
            return screen.Misuse(
                $"The secret is missing: {chosen.SecretForm}. Write it to standard input, or set the variable {Variable}.");
        }

        try
        {
            return Write(screen, file, chosen, name, secret);
        }
        catch (FormatException e)
        {
            return screen.Fail($"{file} cannot be changed: {e.Message}.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return screen.Fail($"{file} cannot be written: {e.Message}");
        }
    }

    private static int Write(CliConsole screen, string file, ProviderDescriptor chosen, string name, string secret)
    {
        // local.settings.json has the form that Azure Functions Core Tools read.
        var valuesOnly = Path.GetFileName(file) == ServerSettings.LocalFile;
        var exists = File.Exists(file);
        var text = exists ? File.ReadAllBytes(file) : [];

        // A file that exists can say that another provider has this name.
        if (exists || name != DefaultSource.NameOf(chosen))
        {
            text = SettingsEditor.Set(text, valuesOnly, $"PayHooks__Sources__{name}__Provider", chosen.Name);
        }

        text = SettingsEditor.Set(text, valuesOnly, $"PayHooks__Sources__{name}__Secrets__0", secret);
        var problems = ProblemsOf(file, valuesOnly, text, name, secret);
        if (problems.Count > 0)
        {
            problems.ForEach(problem => screen.Misuse(problem));
            return ExitCode.Usage;
        }

        if (exists)
        {
            PrivateFile.Replace(file, text);
        }
        else
        {
            PrivateFile.Create(file, text);
        }

        screen.Line($"{file}: source {name} ({chosen.Name})");
        screen.Hint(IsPrivate(file) ? "Only you can read the file. Keep it out of version control."
            : $"Others can read the file, which has a secret in it: chmod 600 {file}");
        screen.Next($"serve{(valuesOnly && file == ServerSettings.LocalFile ? "" : $" --config {file}")}");
        return ExitCode.Done;
    }

    private static List<string> ProblemsOf(string file, bool valuesOnly, byte[] text, string name, string secret)
    {
        var read = SettingsFile.Read(file, valuesOnly, text);
        if (read.Problem is not null)
        {
            return [read.Problem];
        }

        if (read.Settings.GetValueOrDefault($"PayHooks:Sources:{name}:Secrets:0") != secret)
        {
            return [$"{file} sets PayHooks__Sources__{name}__Secrets__0 twice. Remove one of them."];
        }

        var options = SettingsReader.Read(new ConfigurationBuilder().AddInMemoryCollection(read.Settings).Build(), new ProviderRegistry());
        return
        [
            .. options.Errors.Where(error => error.Path.Contains($"__{name}__", StringComparison.OrdinalIgnoreCase)
                || string.Equals(error.Source, name, StringComparison.OrdinalIgnoreCase)).Select(error => error.ToString()),
        ];
    }

    private async Task<string?> SecretAsync(
        Func<string, bool, string?>? ask, ProviderDescriptor chosen, CancellationToken cancellationToken) =>
        surroundings.Variable(Variable) is { Length: > 0 } known ? known
            : ask is not null ? ask($"Secret, {chosen.SecretForm} (not shown)", true)
            : await StandardInput.ReadWordAsync(StandardInput.Mark, Variable, surroundings, cancellationToken);

    private static bool IsPrivate(string file) => OperatingSystem.IsWindows()
        || (File.GetUnixFileMode(file) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute)) == UnixFileMode.None;
}
