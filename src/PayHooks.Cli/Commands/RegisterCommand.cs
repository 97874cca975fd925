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
        Description = "The URL that the provider calls: https://HOST/webhooks/SOURCE, on Azure https://HOST/api/webhooks/SOURCE",
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

        var settings = ServerSettings.Load(Directory.GetCurrentDirectory(), command.GetValue(config));
        if (settings.Problem is not null)
        {
            return screen.Misuse(settings.Problem);
        }

        using var endpoints = SourceEndpoints.Open(settings.Configuration, command.GetRequiredValue(source), out var problem);
        if (endpoints is null)
        {
            return screen.Misuse(problem);
        }

        if (!EndpointUrl.IsOf(address, endpoints.Source.Name))
        {
            screen.Hint($"Note: the URL does not end in /webhooks/{endpoints.Source.Name}, where this source receives. "
                + "A proxy has to lead there.");
        }

        try
        {
            return await RegisterAsync(command, screen, endpoints, address, cancellationToken);
        }
        catch (ProviderApiException e)
        {
            return screen.Fail(e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            return screen.Fail($"The secret cannot be stored: {e.Message}");
        }
    }

    private async Task<int> RegisterAsync(
        ParseResult command, CliConsole screen, SourceEndpoints endpoints, string address, CancellationToken cancellationToken)
    {
        var plan = await new EndpointPlanner(endpoints.Api, endpoints.Source)
            .PlanAsync(address, command.GetValue(newSecret), cancellationToken);
        var place = Place(command, endpoints);
        if ((plan.Refusal ?? place.ProblemOf(plan, endpoints.Api.Rules)) is { } refusal)
        {
            return screen.Fail(refusal);
        }

        // Before the work: the place counts on.
        var (where, index) = (place.Description, place.Index);
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
                screen.Out.WriteLine($"secret   {secret}");
            }
        }

        Advise(screen, endpoints, plan, command.GetValue(secretFile), index, isDry);
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

    private static void Advise(
        CliConsole screen, SourceEndpoints endpoints, EndpointPlan plan, string? file, int index, bool isDry)
    {
        foreach (var remark in plan.Remarks)
        {
            screen.Hint(remark);
        }

        if (isDry)
        {
            screen.Hint("Dry run: nothing was changed.");
            return;
        }

        var rules = endpoints.Api.Rules;
        var name = endpoints.Source.Name;
        if (file is not null && rules.SignsUrl && rules.Url != plan.Url)
        {
            screen.Hint($"The provider signs the URL: set PayHooks__Sources__{name}__Scheme__Url to {plan.Url}.");
        }

        if (file is not null && plan.StoresSecret)
        {
            screen.Hint("Take the secret to the vault, set secrets to "
                + $"{index + 1} for the source in infra/prod.bicepparam, deploy, and delete the file:");
            screen.Hint($"  az keyvault secret set --vault-name $vault --name payhooks-{name.Replace('_', '-')}-{index} \\");
            screen.Hint($"    --file {file} --encoding utf-8 --output none");
        }
        else if (plan.StoresSecret || (rules.SignsUrl && rules.Url != plan.Url))
        {
            screen.Hint("Restart the server: it reads its settings at the start.");
        }
    }

    private INewSecretPlace Place(ParseResult command, SourceEndpoints endpoints) => command.GetValue(secretFile) is { } file
        ? new SecretFilePlace(file, endpoints.Source, endpoints.Api.Rules)
        : new SettingsPlace(
            command.GetValue(config) ?? ServerSettings.LocalFile, valuesOnly: command.GetValue(config) is null, endpoints.Source,
            endpoints.Api.Rules, surroundings);

    private static string? ProblemOf(string address) => Uri.TryCreate(address, UriKind.Absolute, out var parsed)
        && (parsed.Scheme == Uri.UriSchemeHttps || (parsed.Scheme == Uri.UriSchemeHttp && parsed.IsLoopback)) && parsed.UserInfo.Length == 0
            ? null : $"'{address}' is not a URL that a provider can call. Write it as https://HOST/webhooks/SOURCE.";
}
