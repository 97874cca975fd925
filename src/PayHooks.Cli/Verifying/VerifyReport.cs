using PayHooks.Cli.Settings;
using PayHooks.Cli.Terminal;
using PayHooks.Diagnostics;
using PayHooks.Verification;

namespace PayHooks.Cli.Verifying;

/// <summary>Reports the verdict on a delivery, and the reason. Never prints the secret.</summary>
internal sealed class VerifyReport(CliConsole screen, ShownTime time)
{
    /// <summary>Writes the report. Returns the exit code: 0 when the delivery is genuine, otherwise 1.</summary>
    public int Show(VerifyCase presented)
    {
        if (new Secret(0, presented.Secret).IsSample)
        {
            screen.Hint("The secret is a sample value: it is used for this check, but a server does not accept it.");
        }

        var verdict = presented.Judge();
        if (verdict.IsGenuine)
        {
            ShowFacts("genuine", Authenticated(verdict.Verification), presented);
            return 0;
        }

        if (verdict.IsPing)
        {
            screen.Facts(("ping", "the provider's unsigned test call on saving the address: a server answers 200 and stores nothing"));
            return 1;
        }

        if (Diagnosis.LacksUrl(presented, verdict))
        {
            screen.Facts(
                ("refused", "url_missing: the URL that was called is signed, and --url is not given"),
                ("found", "Pass the URL that the provider was given, character by character: --url https://host/path"));
            return 1;
        }

        var diagnosis = Diagnosis.Of(presented, verdict);
        screen.Facts(("refused", $"{SnakeCase.Of(verdict.Reason)}: {verdict.Detail}"), ("found", diagnosis));
        if (verdict.Reason == RejectionReason.UnsignedKind)
        {
            screen.Hint("Anyone who knows the URL could have sent it. A source takes it only when its AcceptUnsigned setting names the "
                + "kind.");
        }
        else if (diagnosis is null && verdict.Reason == RejectionReason.SignatureMismatch)
        {
            var scheme = presented.Provider.IsDescribed ? "another content than the scheme describes, " : "";
            screen.Hint("Common changes on the way (line ends, white space, escapes, encodings) do not explain it: "
                + $"it is another secret, another body, {scheme}or a forgery.");
        }

        return 1;
    }

    private static string Authenticated(VerificationLevel verification) => verification switch
    {
        VerificationLevel.Signature => "signature: what identifies the event is covered by the provider's signature",
        VerificationLevel.Credentials => "credentials: the caller knows the secret; the body is not signed",
        VerificationLevel.Partial => "partial: the signature is right, but some of what describes the event is outside it",
        _ => "none: the provider signs nothing of this kind",
    };

    private void ShowFacts(string word, string what, VerifyCase presented)
    {
        var source = DefaultSource.NameOf(presented.Provider);
        screen.Facts(
            (word, what),
            ("signed", presented.Encoded is null ? null
                : presented.JudgeEncoded() is { IsGenuine: true } ? $"the {presented.Encoded.Coding} bytes as they were sent"
                : $"the decoded body; it was sent as {presented.Encoded.Coding}"));
        foreach (var (body, facts) in EventIdentity.EventsOf(presented.Open(), presented.Body, presented.Headers))
        {
            ShowEvent(source, body, facts);
        }
    }

    private void ShowEvent(string source, ReadOnlyMemory<byte> body, EventFacts facts) =>
        screen.Facts(
            ("event", $"{EventIdentity.IdOf(facts, source, body)} (at a source named {source})"),
            ("type", facts.ProviderType is null ? facts.Type : $"{facts.Type} ({facts.ProviderType})"),
            ("provider's id", facts.ProviderEventId),
            ("resource", facts.Resource.Id),
            ("reference", facts.Resource.MerchantReference),
            ("amount", MoneyText.Of(facts.Amount)),
            ("livemode", facts.Livemode switch { true => "live", false => "test", _ => null }),
            ("occurred", time.Named(facts.OccurredAt)),
            ("body", $"{Format.Count(body.Length, "byte")}, SHA-256 {EventIds.BodyHash(body.Span)}"));
}
