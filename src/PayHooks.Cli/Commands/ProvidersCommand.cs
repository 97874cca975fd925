using System.CommandLine;
using PayHooks.Cli.Terminal;
using PayHooks.Verification;

namespace PayHooks.Cli.Commands;

/// <summary><c>payhooks providers</c>: the providers that are built in.</summary>
internal static class ProvidersCommand
{
    // Only has the form of a secret, so that a provider can be created to ask it what it reports.
    private const string Placeholder = "5b1f0c6d2a9e47d38f60b4c5e7a1928374650f1e2d3c4b5a6978877665544332";

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var name = ProviderArgument.CreateOptional();
        var json = new Option<bool>("--json") { Description = "Print them as JSON" };
        var command = new Command("providers", "List the built-in providers: secret, verification, API.") { name, json };
        command.SetAction(parsed =>
        {
            var screen = new CliConsole(parsed);
            var one = parsed.GetValue(name);
            KnownProvider[] known = [.. (one is null ? new ProviderRegistry().All : [one]).Select(Describe)];
            if (parsed.GetValue(json))
            {
                WriteJson(screen, known);
            }
            else if (one is not null)
            {
                ShowOne(screen, known[0]);
            }
            else
            {
                ShowAll(screen, known);
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static KnownProvider Describe(ProviderDescriptor descriptor)
    {
        var secret = descriptor.SecretForm.StartsWith("user:", StringComparison.Ordinal) ? $"{Placeholder}:{Placeholder}" : Placeholder;
        try
        {
            var provider = descriptor.Create(
                new SourceSettings { Name = "any", Provider = descriptor.Name, Secrets = [new Secret(0, secret)] });
            return new KnownProvider(descriptor, provider.Produces, provider.ApiForm?.KeyForm);
        }
        catch (FormatException)
        {
            // The custom provider has no scheme until a source describes it.
            return new KnownProvider(descriptor, [], null);
        }
    }

    private static void ShowAll(CliConsole screen, KnownProvider[] known)
    {
        var table = new TextTable(
            ("provider", ColumnKind.Word), ("verification", ColumnKind.Word), ("API", ColumnKind.Word), ("secret", ColumnKind.Text));
        foreach (var one in known)
        {
            table.Add(one.Name, one.Verification, one.ApiKey is null ? "-" : "yes", one.Descriptor.SecretForm);
        }

        table.Show(screen);
        screen.Next("providers NAME");
    }

    private static void ShowOne(CliConsole screen, KnownProvider one)
    {
        screen.Facts(
            ("provider", one.Name),
            ("other names", Joined(one.Descriptor.Aliases)),
            ("secret", one.Descriptor.SecretForm),
            ("verification", one.Verification),
            ("unsigned kinds", Joined(one.Descriptor.UnsignedKinds)),
            ("types", Joined(one.Types)),
            ("API key", one.ApiKey));
        screen.Next($"send {one.Name} --list");
    }

    private static string? Joined(IReadOnlyCollection<string> words) => words.Count == 0 ? null : string.Join(", ", words);

    private static void WriteJson(CliConsole screen, KnownProvider[] known) => Json.WriteLine(screen.Out, json =>
    {
        json.WriteStartArray();
        foreach (var one in known)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, one.Name);
            json.WriteStartArray("aliases"u8);
            foreach (var alias in one.Descriptor.Aliases)
            {
                json.WriteStringValue(alias);
            }

            json.WriteEndArray();
            json.WriteString("secret"u8, one.Descriptor.SecretForm);
            json.WriteString("verification"u8, one.Verification);
            json.WriteStartArray("types"u8);
            foreach (var type in one.Types)
            {
                json.WriteStringValue(type);
            }

            json.WriteEndArray();
            json.WriteString("apiKey"u8, one.ApiKey);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private sealed record KnownProvider(ProviderDescriptor Descriptor, IReadOnlyList<ProducedType> Produces, string? ApiKey)
    {
        public string Name => Descriptor.Name;

        public IReadOnlyList<string> Types { get; } =
            [.. Produces.Select(one => one.Type).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

        // From the weakest to the strongest: one provider may leave some kinds unsigned.
        public string Verification { get; } = Produces.Count == 0
            ? "as described"
            : string.Join(" to ", Produces.Select(one => one.Verification).Order().Select(VerificationLevelText.Of)
                .Distinct(StringComparer.Ordinal).ToArray() is [var weakest, .., var strongest]
                    ? [weakest, strongest]
                    : [VerificationLevelText.Of(Produces[0].Verification)]);
    }
}
