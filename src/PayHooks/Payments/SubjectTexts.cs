namespace PayHooks.Payments;

/// <summary>The names of kinds, states and effects in keys, in the API and in the console.</summary>
internal static class SubjectTexts
{
    /// <summary><c>payment</c>, <c>refund</c>, <c>capture</c>, <c>dispute</c> or <c>payout</c>.</summary>
    public static string Of(SubjectKind kind) => kind switch
    {
        SubjectKind.Payment => "payment",
        SubjectKind.Refund => "refund",
        SubjectKind.Capture => "capture",
        SubjectKind.Dispute => "dispute",
        SubjectKind.Payout => "payout",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>The state in lower case; null for none. A void is shown as <c>canceled</c>, like its event.</summary>
    public static string? Of(SubjectState state) => state switch
    {
        SubjectState.None => null,
        SubjectState.Pending => "pending",
        SubjectState.Failed => "failed",
        SubjectState.Authorized => "authorized",
        SubjectState.Expired => "expired",
        SubjectState.Canceled or SubjectState.Void => "canceled",
        SubjectState.Succeeded => "succeeded",
        SubjectState.Refunded => "refunded",
        SubjectState.Opened => "opened",
        SubjectState.Won => "won",
        SubjectState.Lost => "lost",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };

    /// <summary>The effect in lower case.</summary>
    public static string Of(Effect effect) => effect switch
    {
        Effect.Changed => "changed",
        Effect.Unchanged => "unchanged",
        Effect.Stale => "stale",
        Effect.Conflict => "conflict",
        _ => throw new ArgumentOutOfRangeException(nameof(effect), effect, null),
    };
}
