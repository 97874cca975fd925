using PayHooks.Verification.Api;

namespace PayHooks.Reconciliation;

/// <summary>Decides how a run changes the state of its source.</summary>
internal static class NextState
{
    /// <summary>
    /// The state after the requests that scheduled runs make: whether the API works, and how long to wait if it does not.
    /// </summary>
    /// <param name="state">The state before.</param>
    /// <param name="end">How the run ended.</param>
    /// <param name="api">The settings of the API.</param>
    /// <param name="wrongMode">The problem, if the key is of another mode.</param>
    /// <param name="now">The time.</param>
    public static ReconcileState After(ReconcileState state, PassEnd end, ApiSettings api, string? wrongMode, DateTimeOffset now) =>
        wrongMode is not null ? ReconcileProblem.Refused(state, wrongMode, api, now)
        : end.Failure is { } failure ? ReconcileProblem.After(state, failure, api, now)
        : state with { Refusals = 0, KeyMark = null, Problem = null, RetryAt = null };

    /// <summary>
    /// The state after requests beside the list: a key that may read the list, but not do this, is right for the list, and the other way
    /// round. Only a wait that the provider asks for concerns all requests.
    /// </summary>
    /// <param name="state">The state before.</param>
    /// <param name="end">How the requests ended.</param>
    /// <param name="api">The settings of the API.</param>
    /// <param name="now">The time.</param>
    public static ReconcileState AfterOthers(ReconcileState state, PassEnd end, ApiSettings api, DateTimeOffset now) =>
        end.Failure is { Failure: ApiFailure.Throttled } failure ? ReconcileProblem.After(state, failure, api, now) : state;

    /// <summary>The state after a scheduled run: the watermark moves once the whole window was read.</summary>
    /// <param name="state">The state after its requests.</param>
    /// <param name="window">Its window.</param>
    /// <param name="end">How it ended.</param>
    /// <param name="isWrongMode">Whether the key is of another mode.</param>
    /// <param name="started">When it began.</param>
    public static ReconcileState Moved(
        ReconcileState state, ReconcileWindow window, PassEnd end, bool isWrongMode, DateTimeOffset started)
    {
        state = state with { LastRunAt = started, Progress = null, Continues = false };
        if (isWrongMode)
        {
            return state;
        }

        if (end.IsComplete)
        {
            // Also back, if it was ahead of the clock: the deep run has compared what lies between.
            return state with
            {
                Watermark = window.Until,
                DeepAt = window.IsDeep || state.DeepAt is null ? started : state.DeepAt,
            };
        }

        // A response that is not understood may be due to the cursor, and without one nothing has been read.
        return end.Failure?.Failure == ApiFailure.Unexpected || end.Cursor is null
            ? state
            : state with { Progress = new ReconcileProgress(window, end.Cursor), Continues = end.Failure is null };
    }
}
