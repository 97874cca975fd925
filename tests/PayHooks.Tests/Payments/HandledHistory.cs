using PayHooks.Payments;

namespace PayHooks.Tests.Payments;

/// <summary>A history in the order of its arrival, and what its handlers saw.</summary>
internal sealed class HandledHistory
{
    private readonly SubjectRows rows = new();
    private readonly Dictionary<string, SubjectEvent> handled = new(StringComparer.Ordinal);
    private readonly HashSet<string> seen = new(StringComparer.Ordinal);
    private readonly List<(SubjectEvent Event, SubjectResult Result)> applied = [];
    private decimal refunded;

    public HandledHistory(SubjectEvent[] arrivals)
    {
        foreach (var change in arrivals)
        {
            Arrive(change);
        }

        Breach ??= Unhandled();
    }

    /// <summary>The first promise that did not hold, or null.</summary>
    public string? Breach { get; private set; }

    /// <summary>What differs although the events are the same.</summary>
    public string? DiffersFrom(HandledHistory other)
    {
        foreach (var (one, two) in rows.All.OrderBy(Name).Zip(other.rows.All.OrderBy(Name)))
        {
            var (left, right) = (SubjectRows.Say(one), SubjectRows.Say(two));
            if (left != right)
            {
                return $"{Name(one)} is {left} in one order and {right} in the other.";
            }
        }

        return null;

        static string Name(SubjectRow row) => $"{row.Key.Kind}/{row.Key.Id}";
    }

    private void Arrive(SubjectEvent change)
    {
        var result = rows.Apply(change);
        if (!seen.Add(change.EventId))
        {
            Breach ??= applied.First(one => one.Event.EventId == change.EventId).Result.Effect == result.Effect
                ? null : $"{change.EventId} arrives again and has another effect.";
            return;
        }

        applied.Add((change, result));
        if (result.Effect != Effect.Changed)
        {
            return;
        }

        if (result.TakenOverFrom is null && !handled.TryAdd(result.ChangeKey, change))
        {
            Breach ??= $"{result.ChangeKey} is handled twice.";
        }

        refunded += result.Difference?.Value ?? 0;
        if (change.Subject.Kind == SubjectKind.Payment && StateRanks.IsPassing(SubjectKind.Payment, change.State) && !IsNow(change))
        {
            Breach ??= $"{change.EventId} is handled although the payment is not {change.State}.";
        }
    }

    private bool IsNow(SubjectEvent change) =>
        (change.Level >= VerificationLevel.Credentials ? rows.Fold : rows.Unconfirmed).State == change.State;

    // What must have been handled in the end, unless a void was there before it.
    private string? Unhandled()
    {
        foreach (var (change, result) in applied)
        {
            var isFact = change.State == SubjectState.Succeeded && change.Subject.Kind == SubjectKind.Payment;
            if (isFact && !handled.ContainsKey(result.ChangeKey) && !rows.Payment.ArrivalFlags.HasFlag(PaymentFlags.VoidedBeforeSuccess))
            {
                return $"The success {change.EventId} was never handled.";
            }
        }

        foreach (var row in rows.All.Where(row => row.Key.Kind != SubjectKind.Payment))
        {
            var state = Folds.Of(row).Confirmed.State;
            if (state != SubjectState.None && !row.Entries.Any(entry => entry.State == state && WasHandled(entry)))
            {
                return $"{row.Key.Kind} {row.Key.Id} is {state}, and no handler saw it.";
            }
        }

        foreach (var capture in applied.Select(one => one.Event.Subject).Where(one => one.Kind == SubjectKind.Capture)
            .Select(one => one.Id))
        {
            var state = rows.Fold.StateOfCapture(capture);
            if (state != SubjectState.None
                && !rows.Payment.Entries.Any(entry => entry.Id == capture && entry.State == state && WasHandled(entry)))
            {
                return $"Capture {capture} is {state}, and no handler saw it.";
            }
        }

        var total = rows.All.Any(row => row.Key.Kind == SubjectKind.Payment) ? rows.Fold.RefundedTotal?.Value ?? 0 : 0;
        return total > 0 && !rows.Fold.Flags.HasFlag(PaymentFlags.RefundReversed) && refunded != total
            ? $"{refunded} was reported as refunded, and {total} was." : null;
    }

    private static bool WasHandled(SubjectEntry entry) => entry is { IsConfirmed: true, Effect: Effect.Changed };
}
