using System.Globalization;
using PayHooks.Verification.Api;

namespace PayHooks.Reconciliation;

/// <summary>Says why a pass ended early, and how the state of the source changes.</summary>
internal static class ReconcileProblem
{
    private static readonly TimeSpan FirstRefusalWait = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan LongestRefusalWait = TimeSpan.FromHours(6);
    private static readonly TimeSpan ThrottleWait = TimeSpan.FromMinutes(1);

    /// <summary>The problem of a pass, for a person; null if it was complete.</summary>
    /// <param name="end">How the pass ended.</param>
    public static string? Of(PassEnd end) => end switch
    {
        { IsComplete: true } => null,
        { IsSuperseded: true } => "Another run has taken over.",
        { Failure: { } failure } => Explain(failure),
        _ => end.Reason,
    };

    /// <summary>The problem of a key that reads the payments of another mode.</summary>
    /// <param name="items">The number of items of the other mode.</param>
    /// <param name="source">The source's name.</param>
    public static string WrongMode(int items, string source) => string.Create(
        CultureInfo.InvariantCulture,
        $"The API key is of another mode: none of {items} items is of the mode that the source's webhooks have. Set "
            + $"PayHooks__Sources__{source}__Api__Key to the key of the other mode.");

    /// <summary>The state after a failed request: how long to wait, and the problem of the source.</summary>
    public static ReconcileState After(ReconcileState state, ProviderApiException failure, ApiSettings api, DateTimeOffset now) =>
        failure.Failure switch
        {
            ApiFailure.Throttled => state with
            {
                RetryAt = now + Bounded(failure.RetryAfter ?? ThrottleWait, ReconcileState.LongestWait),
            },
            ApiFailure.Refused => Refused(state, failure.Message, api, now),
            _ => state,
        };

    /// <summary>The state after the key was refused: the wait doubles each time, so that a provider does not lock the key.</summary>
    public static ReconcileState Refused(ReconcileState state, string problem, ApiSettings api, DateTimeOffset now)
    {
        // A new key starts anew.
        var mark = ReconcileState.MarkOf(api);
        var refusals = state.KeyMark == mark ? Math.Min(state.Refusals, 30) + 1 : 1;
        return state with
        {
            Refusals = refusals,
            KeyMark = mark,
            Problem = problem,
            RetryAt = now + Bounded(FirstRefusalWait * Math.Pow(2, refusals - 1), LongestRefusalWait),
        };
    }

    private static string Explain(ProviderApiException failure) => failure.Failure switch
    {
        ApiFailure.Throttled => $"{failure.Message} The next run continues after the time that the provider asked for.",
        ApiFailure.Unavailable => $"{failure.Message} The next run continues.",
        _ => failure.Message,
    };

    private static TimeSpan Bounded(TimeSpan wait, TimeSpan most) => wait < most ? wait : most;
}
