using System.CommandLine;
using System.CommandLine.Completions;
using System.Globalization;
using PayHooks.Cli.Sending;
using PayHooks.Cli.Settings;
using PayHooks.Cli.Terminal;
using PayHooks.Verification;
using PayHooks.Verification.Samples;

namespace PayHooks.Cli.Commands;

/// <summary><c>payhooks send</c>: sends signed samples, or a given body, to a webhook URL.</summary>
internal sealed class SendCommand
{
    private readonly CliEnvironment surroundings;
    private readonly Argument<ProviderDescriptor> provider = ProviderArgument.CreateOptional();
    private readonly Argument<string?> eventName =
        new("EVENT") { Description = "The provider's own event or status name; --list lists them", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string> to =
        new("--to") { Description = "Base URL or full webhook URL", HelpName = "URL", DefaultValueFactory = _ => DefaultServer.Url };
    private readonly Option<string?> source =
        new("--source") { Description = "The source's name in the URL. Default: the provider's name", HelpName = "NAME" };
    private readonly Option<string?> body =
        new("--body") { Description = "Send this file (- is standard input) instead of the sample", HelpName = "FILE" };
    private readonly Option<string?> fixture =
        new("--fixture") { Description = "Send the event of this file, which payhooks save has written, signed anew", HelpName = "FILE" };
    private readonly Option<int> count = Number("--count", "How many events, each with ids of its own", 1, 1, 10_000_000);
    private readonly Option<int> concurrency = Number("--concurrency", "How many deliveries at the same time", 1, 1, 1000);
    private readonly Option<int> duplicates = Number("--duplicates", "How often each is repeated, byte for byte", 0, 0, 1000);
    private readonly Option<bool> tamper = new("--tamper") { Description = "Alter each after signing; succeeds if all are rejected" };
    private readonly Option<bool> json = new("--json") { Description = "Print the summary as JSON" };
    private readonly Option<bool> list =
        new("--list") { Description = "List the provider's samples; without a provider, list the providers" };
    private readonly SchemeOption scheme = new("The URL to sign, for schemes that sign it. Default: the target's");
    private readonly SecretOption secret;

    private SendCommand(CliEnvironment surroundings)
    {
        this.surroundings = surroundings;
        secret = new SecretOption(surroundings);
    }

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment? surroundings = null)
    {
        var send = new SendCommand(surroundings ?? CliEnvironment.Process);
        var command = new Command("send", "Send signed samples to a webhook URL.")
        {
            send.provider, send.eventName, send.to, send.source, send.secret.Option, send.body, send.fixture, send.scheme.File,
            send.scheme.Url, send.count, send.concurrency, send.duplicates, send.tamper, send.json, send.list,
        };
        send.eventName.CompletionSources.Add(context =>
            context.ParseResult.GetResult(send.provider) is { Tokens: [{ Value: var name }] }
                ? SampleCatalog.Events(name).Select(sample => new CompletionItem(sample.Name)) : []);
        command.SetAction(send.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult command, CancellationToken cancellationToken)
    {
        var screen = new CliConsole(command);
        var (saved, unusable) = await SavedAsync(command, cancellationToken);
        if (unusable is not null)
        {
            return screen.Misuse(unusable);
        }

        if ((saved?.Provider ?? command.GetValue(provider)) is not { } chosen)
        {
            if (!command.GetValue(list))
            {
                return screen.Misuse("Name the provider: payhooks send --list lists them.");
            }

            SampleListing.ShowProviders(screen, command.GetValue(json));
            return ExitCode.Done;
        }

        if (command.GetValue(list))
        {
            (command.GetValue(json) ? SampleListing.WriteJson
                : (Action<CliConsole, IReadOnlyList<SampleEvent>>)SampleListing.Show)(screen, SampleCatalog.Events(chosen.Name));
            return ExitCode.Done;
        }

        if (scheme.Apply(command, chosen, out var misdescribed) is not { } described)
        {
            return screen.Misuse(misdescribed);
        }

        chosen = described;
        var file = command.GetValue(body);
        SampleEvent? sample = null;
        if (saved is null && (sample = Sample(command, chosen, out var problem)) is null && file is null)
        {
            return screen.Misuse(problem);
        }

        var name = saved?.Fixture.Source ?? DefaultSource.NameOf(chosen);
        if (WebhookTarget.Of(command.GetRequiredValue(to), command.GetValue(source), name) is not { } target)
        {
            return screen.Misuse(
                $"'{command.GetValue(to)}' is not a URL to send to. Write it as {DefaultServer.Url} or https://host/webhooks/NAME.");
        }

        if (Contradiction(command, file) is { } contradiction)
        {
            return screen.Misuse(contradiction);
        }

        var given = file is null ? (saved?.Fixture.Body.ToArray() ?? [], null)
            : await StandardInput.ReadBytesAsync(file, surroundings, cancellationToken);
        if (given.Problem is not null)
        {
            return screen.Misuse(given.Problem);
        }

        var word = await secret.ReadAsync(command, cancellationToken);
        if (word is null && sample is not { IsSigned: false })
        {
            return screen.Misuse(SecretOption.Missing(chosen));
        }

        var batch = new SendBatch(chosen, target, new Secret(0, word ?? ""), surroundings.Time)
        {
            Url = command.GetValue(scheme.Url),
            Copies = 1 + command.GetValue(duplicates),
            Tamper = command.GetValue(tamper),
        };
        var bodies = file is null && saved is null ? Bodies(sample!, command.GetValue(count)) : [given.Bytes];
        if (batch.Check(bodies.First()) is { } misfit)
        {
            return screen.Misuse(misfit);
        }

        using var sender = new Sender(surroundings.Time, command.GetValue(concurrency))
        {
            ContentType = saved?.Fixture.ContentType ?? Sender.Json,
        };
        var total = (long)command.GetValue(count) * batch.Copies;
        var report =
            await SendProgress.RunAsync(screen, total, sent =>
            sender.SendAsync(batch.Deliveries(bodies), target.Url, sent, cancellationToken));
        return new SendSummary(screen, target, batch.Tamper).Show(report, batch.EventIds, total, command.GetValue(json));
    }

    private async Task<(SavedEvent? Event, string? Problem)> SavedAsync(ParseResult command, CancellationToken cancellationToken)
    {
        if (command.GetValue(fixture) is not { } path)
        {
            return (null, null);
        }

        if (command.GetValue(provider) is not null || command.GetValue(body) is not null)
        {
            return (null, "--fixture names a file that holds provider and body. Leave PROVIDER, EVENT and --body out.");
        }

        var (bytes, unreadable) = await StandardInput.ReadBytesAsync(path, surroundings, cancellationToken);
        try
        {
            return unreadable is null ? (SavedEvent.Parse(bytes), null) : (null, unreadable);
        }
        catch (FormatException e)
        {
            return (null, $"{path} cannot be sent: {e.Message}");
        }
    }

    private string? Contradiction(ParseResult command, string? file)
    {
        if (file == StandardInput.Mark && command.GetValue(secret.Option) == StandardInput.Mark)
        {
            return "Only one of --secret and --body can come from standard input.";
        }

        return (file is not null || command.GetValue(fixture) is not null) && command.GetValue(count) > 1
            ? "--count makes events from a sample; a file is one event. Repeat it with --duplicates."
            : null;
    }

    private SampleEvent? Sample(ParseResult command, ProviderDescriptor chosen, out string problem)
    {
        problem = "";
        if (SampleCatalog.Events(chosen.Name).Count == 0)
        {
            problem = $"{chosen.Name} has no samples. Send a file with --body.";
            return null;
        }

        if (command.GetValue(eventName) is not { } name)
        {
            problem = $"Which event? payhooks send {chosen.Name} --list lists them. Or send a file with --body.";
            return null;
        }

        var sample = SampleCatalog.Find(chosen.Name, name);
        if (sample is null)
        {
            var meant = SampleCatalog.Suggest(chosen.Name, name) is { } near ? $" Did you mean {near}?" : "";
            problem = $"{chosen.Name} has no sample '{name}'.{meant} Known: "
                + $"{string.Join(", ", SampleCatalog.Events(chosen.Name).Select(one => one.Name))}.";
        }

        return sample;
    }

    private IEnumerable<byte[]> Bodies(SampleEvent sample, int howMany) =>
        Enumerable.Range(0, howMany).Select(_ => SampleCatalog.Create(sample, Random.Shared, surroundings.Time.GetUtcNow()));

    private static Option<int> Number(string name, string description, int initial, int least, int most)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => initial };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }]
                && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < least
                || number > most))
            {
                result.AddError($"{name} takes a number from {least} to {most}, not '{text}'.");
            }
        });
        return option;
    }
}
