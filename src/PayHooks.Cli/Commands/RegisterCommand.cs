using System.CommandLine;
using PayHooks.Cli.Registering;
using PayHooks.Cli.Settings;
using PayHooks.Cli.Terminal;
using PayHooks.Registration;
using PayHooks.Verification.Api;

namespace PayHooks.Cli.Commands;

/// <summary><c>payhooks register</c>: registers the URL of a source at its provider.</summary>
internal sealed class RegisterCommand
{
    private readonly CliEnvironment surroundings;
    private readonly Argument<string> source = new("SOURCE") { Description = "The source, with Api__Key in its settings" };
    private readonly Option<string?> config = ConfigOption.Create();

    private readonly Option<string> url = new("--url")
    {
        Description = "The URL that the provider calls: https://HOST/webhooks/SOURCE",
        HelpName = "URL",
        Required = true,
    };

    private readonly Option<string?> secretFile = new("--secret-file")
    {
        Description = "Write a new secret into this file instead of the settings, for example to take it to a vault",
        HelpName = "FILE",
    };

    private readonly Option<bool> newSecret = new("--new-secret") { Description = "Give an endpoint that exists a new secret" };
    private readonly Option<bool> showSecret = new("--show-secret") { Description = "Print a new secret, too" };
    private readonly Option<bool> dryRun = new("--dry-run") { Description = "Say what would be done, and change nothing" };
    private readonly Option<bool> json = new("--json") { Description = "Print what is done as JSON" };

    private RegisterCommand(CliEnvironment surroundings) => this.surroundings = surroundings;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment? surroundings = null)
    {
        var register = new RegisterCommand(surroundings ?? CliEnvironment.Process);
        var command = new Command("register", "Register the URL of a source at its provider, and store the secret.")
        {
            register.source, register.url, register.config, register.secretFile, register.newSecret, register.showSecret, register.dryRun,
            register.json,
        };
        command.SetAction(register.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult command, CancellationToken cancellationToken)
    {
        var screen = new CliConsole(command);
        var address = command.GetRequiredValue(url);
        if (ProblemOf(address) is { } badUrl)
        {
            return screen.Misuse(badUrl);
        }

        var settings = ServerSettings.Load(Directory.GetCurrentDirectory(), command.GetValue(config), environment: surroundings.Settings());
        return await SourceEndpoints.UseAsync(screen, settings, command.GetRequiredValue(source), async endpoints =>
        {
            if (!EndpointUrl.IsOf(address, endpoints.Source.Name))
            {
                screen.Hint($"Note: the URL does not end in /webhooks/{endpoints.Source.Name}, where this source receives. "
                    + "A proxy has to lead there.");
            }

            try
            {
                return await RegisterAsync(command, screen, endpoints, Place(command, endpoints, settings), cancellationToken);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
            {
                return screen.Fail($"The secret cannot be stored: {e.Message}");
            }
        });
    }

    private async Task<int> RegisterAsync(
        ParseResult command, CliConsole screen, SourceEndpoints endpoints, INewSecretPlace place, CancellationToken cancellationToken)
    {
        var plan = await new EndpointPlanner(endpoints.Api, endpoints.Source)
            .PlanAsync(command.GetRequiredValue(url), command.GetValue(newSecret), cancellationToken);
        if ((plan.Refusal ?? place.ProblemOf(plan)) is { } refusal)
        {
            return screen.Fail(refusal);
        }

        // Before the work: the place counts on.
        var where = place.Description;
        var isDry = command.GetValue(dryRun);
        if (!isDry)
        {
            await ApplyAsync(screen, endpoints, plan, place, cancellationToken);
        }

        var secret = command.GetValue(showSecret) ? place.Stored : null;
        if (command.GetValue(json))
        {
            Json.WriteLine(screen.Out, writer => RegisterReport.Write(writer, endpoints.Source.Name, plan, isDry, where, secret));
        }
        else
        {
            RegisterReport.Show(screen, plan, where);
            if (secret is not null)
            {
                screen.Line($"secret   {secret}");
            }
        }

        foreach (var hint in plan.Remarks.Concat(isDry ? ["Dry run: nothing was changed."] : place.Advice(plan)))
        {
            screen.Hint(hint);
        }

        return plan.Remarks.Count > 0 ? ExitCode.Failed : ExitCode.Done;
    }

    private static async Task ApplyAsync(
        CliConsole screen, SourceEndpoints endpoints, EndpointPlan plan, INewSecretPlace place, CancellationToken cancellationToken)
    {
        try
        {
            await new EndpointRegistration(endpoints.Api, endpoints.Source, place).ApplyAsync(plan, cancellationToken);
        }
        catch (ProviderApiException)
        {
            screen.Hint("The registration did not finish. Run the same command again: it finds what is left to do.");
            throw;
        }
    }

    private INewSecretPlace Place(ParseResult command, SourceEndpoints endpoints, ServerSettings settings) =>
        command.GetValue(secretFile) is { } file ? new SecretFilePlace(file, endpoints)
        : new SettingsPlace(
            command.GetValue(config) ?? ServerSettings.LocalFile, valuesOnly: command.GetValue(config) is null, endpoints, settings);

    private static string? ProblemOf(string address) => Uri.TryCreate(address, UriKind.Absolute, out var parsed)
        && (parsed.Scheme == Uri.UriSchemeHttps || (parsed.Scheme == Uri.UriSchemeHttp && parsed.IsLoopback)) && parsed.UserInfo.Length == 0
            ? null : $"'{ShownUrl.Of(address)}' is not a URL that a provider can call. Write it as https://HOST/webhooks/SOURCE.";
}
