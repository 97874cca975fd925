namespace PayHooks.Confirmation;

/// <summary>What the provider's API says of a notice.</summary>
internal enum ConfirmationOutcome
{
    /// <summary>It reports the same.</summary>
    Confirmed,

    /// <summary>It is further, and could be so only if the notice is true: a paid payment was pending.</summary>
    Superseded,

    /// <summary>It reports another amount, currency, payment, reference or mode.</summary>
    Contradicted,

    /// <summary>It is further, and says nothing about the notice: a paid payment may have failed before, or not.</summary>
    Outdated,

    /// <summary>It is not as far as the notice.</summary>
    Earlier,

    /// <summary>It does not know the object, or reports no state of it.</summary>
    NotFound,

    /// <summary>It was not asked, because too many notices that nobody signed had to be confirmed.</summary>
    Limited,

    /// <summary>It did not answer, or not as documented.</summary>
    Unavailable,

    /// <summary>It refused the request because there were too many.</summary>
    Throttled,

    /// <summary>It refused the key.</summary>
    KeyRefused,
}

/// <summary>The names of <see cref="ConfirmationOutcome"/> in metrics and in the log of attempts.</summary>
internal static class ConfirmationOutcomeText
{
    /// <summary>The name of an outcome.</summary>
    public static string Of(ConfirmationOutcome outcome) => outcome switch
    {
        ConfirmationOutcome.Confirmed => "confirmed",
        ConfirmationOutcome.Superseded => "superseded",
        ConfirmationOutcome.Contradicted => "contradicted",
        ConfirmationOutcome.Outdated => "outdated",
        ConfirmationOutcome.Earlier => "earlier",
        ConfirmationOutcome.NotFound => "not_found",
        ConfirmationOutcome.Limited => "limited",
        ConfirmationOutcome.Unavailable => "unavailable",
        ConfirmationOutcome.Throttled => "throttled",
        ConfirmationOutcome.KeyRefused => "key_refused",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, null),
    };
}

/// <summary>The answer to the question whether a notice is true.</summary>
/// <param name="Outcome">The outcome.</param>
internal sealed record ConfirmationAnswer(ConfirmationOutcome Outcome)
{
    /// <summary>What a person should know, in a sentence or two; empty if the notice was confirmed.</summary>
    public string Why { get; init; } = "";

    /// <summary>If it was confirmed: the facts of the notice, without those that only the notice reports although nobody signed
    /// it.</summary>
    public EventFacts? Facts { get; init; }

    /// <summary>How long to wait at least before the API is asked again.</summary>
    public TimeSpan Wait { get; init; }
}
