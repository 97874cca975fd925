namespace PayHooks.Payments;

/// <summary>
/// The payment state machine: applies an event to the row of its subject. It is pure, so that a store can call it again after a conflict or
/// a lost response, and idempotent: an event that the row already contains gets the same result again.
/// </summary>
internal static class SubjectTable
{
    /// <summary>Applies an event to the row of its subject; a capture to the row of its payment.</summary>
    /// <param name="row">The row, or null if there is none.</param>
    /// <param name="change">The event.</param>
    /// <param name="now">The time of the write, for the version.</param>
    public static (SubjectRow Row, SubjectResult Result) Apply(SubjectRow? row, SubjectEvent change, DateTimeOffset now)
    {
        row ??= NewRow(change, isParent: change.Subject.Kind == SubjectKind.Capture);
        var known = Find(row, change);
        if (known is not null && known.Level >= change.Level)
        {
            return (row, Result(row, known) with { WasApplied = true });
        }

        // If the same event arrives better verified, it is decided anew and the less verified one is ignored.
        var (entry, isUntimed) = EntryOf(row, change);
        var (plain, key) = KeyOf(row, change);
        var others = known is null ? row : Without(row, known, plain, key);
        var owner = others.Owners.GetValueOrDefault(key);
        var takesOver = entry.Level > owner?.Level;
        if (isUntimed && owner is not null && !takesOver)
        {
            return (row, new SubjectResult { Effect = Effect.Unchanged, ChangeKey = key, OwnerId = owner.EventId });
        }

        var before = Folds.Of(row);
        var after = Folds.Of(others with { Entries = [.. others.Entries, entry] });
        var fold = entry.IsConfirmed ? after.Confirmed : after.All;
        var grown = GrownBy(others, change, key, entry);
        var isState = IsStateOf(fold, row, change) && grown is null or > 0;
        var isOwn = owner is null || owner.EventId == change.EventId;
        var isOpen = owner is null || takesOver;
        var arrival = ArrivalFlags(change, fold, isOpen, isUntimed)
            | (Money.Differ(known?.Amount, entry.Amount) ? PaymentFlags.AmountDiffers : PaymentFlags.None);
        arrival &= ~row.ArrivalFlags;
        var raised = (after.Flags & ~before.Flags & ~row.ArrivalFlags) | arrival;
        var isChange = isState && isOpen;
        var effect = isChange ? Effect.Changed
            : raised.Alarms() != PaymentFlags.None ? Effect.Conflict
            : !isOwn ? Effect.Unchanged
            : Effect.Stale;
        entry = entry with { ChangeKey = key, Effect = effect, Raised = raised | (known?.Raised ?? PaymentFlags.None) };
        var next = Written(others, change, now) with
        {
            Entries = [.. others.Entries, entry],
            ArrivalFlags = row.ArrivalFlags | arrival,
        };
        if (isChange)
        {
            var taken = new ChangeOwner(entry.EventId, entry.Level, entry.Amount, grown, isOwn ? owner?.TakenOverFrom : owner!.EventId)
            {
                IsReferenced = next.MerchantReference is not null && HasReferenceOf(next, change),
            };
            next = next with { Owners = new Dictionary<string, ChangeOwner>(others.Owners) { [key] = taken } };
        }

        next = EntryHistory.Bounded(next);
        var result = Result(next, entry) with { Raised = raised };
        return (next, next.ArrivalFlags.HasFlag(PaymentFlags.HistoryDropped) && !row.ArrivalFlags.HasFlag(PaymentFlags.HistoryDropped)
            ? result.With(PaymentFlags.HistoryDropped)
            : result);
    }

    /// <summary>
    /// Adds an event of a refund or dispute to the row of its payment: updates totals and flags but makes no change to the payment itself.
    /// </summary>
    /// <returns>The row and the flags that the event raised.</returns>
    public static (SubjectRow Row, PaymentFlags Raised) ApplyToParent(SubjectRow? row, SubjectEvent change, DateTimeOffset now)
    {
        row ??= NewRow(change, isParent: true);
        if (Find(row, change) is { } known && known.Level >= change.Level)
        {
            return (row, known.Raised);
        }

        var entry = EntryOf(row, change).Entry;
        var before = Folds.Of(row);
        SubjectEntry[] entries = [.. row.Entries.Where(other => other.EventId != change.EventId), entry];
        var raised = Folds.Of(row with { Entries = entries }).Flags & ~before.Flags & ~row.ArrivalFlags;
        entries[^1] = entry with { Raised = raised | (Find(row, change)?.Raised ?? PaymentFlags.None) };
        var next = EntryHistory.Bounded(Written(row, change, now) with { Entries = entries });
        return (next, raised | (next.ArrivalFlags & ~row.ArrivalFlags));
    }

    /// <summary>Makes an event the owner of a change whose current owner can no longer be handled.</summary>
    /// <param name="row">The row; null if the store calls this before reading it.</param>
    /// <param name="change">The new owner.</param>
    /// <param name="ownerId">The owner to replace.</param>
    /// <param name="now">The time of the write, for the version.</param>
    public static (SubjectRow Row, SubjectResult Result) Inherit(SubjectRow? row, SubjectEvent change, string ownerId, DateTimeOffset now)
    {
        if (row is null || Find(row, change) is not { ChangeKey: { } key } known || row.Owners.GetValueOrDefault(key)?.EventId != ownerId)
        {
            return Apply(row, change, now);
        }

        var heir = known with { Effect = Effect.Changed };
        var next = Written(row, change, now) with
        {
            Entries = [.. row.Entries.Select(entry => entry == known ? heir : entry)],
            Owners = new Dictionary<string, ChangeOwner>(row.Owners)
            {
                [key] = new(heir.EventId, heir.Level, heir.Amount, row.Owners[key].Difference, TakenOverFrom: ownerId),
            },
        };
        return (next, Result(next, heir));
    }

    /// <summary>
    /// Whether an event adds nothing to the row of the payment's reference: it repeats a change whose own event does that. An event that
    /// became a dead letter may not have done it.
    /// </summary>
    public static bool IsReferenced(SubjectRow row, SubjectResult result, SubjectEvent change) =>
        result.Effect == Effect.Unchanged && HasReferenceOf(row, change)
        && row.Owners.GetValueOrDefault(result.ChangeKey) is { IsReferenced: true, WasDead: false } owner
        && owner.EventId != change.EventId;

    /// <summary>
    /// Whether a change that was already applied may still be handled: a transient state only while it is current, a fact always.
    /// </summary>
    public static bool IsCurrent(SubjectRow row, SubjectEvent change)
    {
        if (!StateRanks.IsPassing(change.Subject.Kind, change.State))
        {
            return true;
        }

        var folds = Folds.Of(row);
        return IsStateOf(change.Level >= VerificationLevel.Credentials ? folds.Confirmed : folds.All, row, change);
    }

    private static bool HasReferenceOf(SubjectRow row, SubjectEvent change) =>
        change.MerchantReference is null || change.MerchantReference == row.MerchantReference;

    private static SubjectRow NewRow(SubjectEvent change, bool isParent) => new()
    {
        Key = isParent ? SubjectKey.ParentOf(change.Source, change.Subject)! : SubjectKey.Of(change.Source, change.Subject),
        Ordering = change.Ordering,
    };

    private static SubjectEntry? Find(SubjectRow row, SubjectEvent change) =>
        row.Entries.LastOrDefault(entry => entry.EventId == change.EventId);

    // The row without an earlier, less verified event of the same id. A change that it owned and no longer
    // reports can be made again; it keeps its separate change for a different amount.
    private static SubjectRow Without(SubjectRow row, SubjectEntry known, string plain, string key) => row with
    {
        Entries = [.. row.Entries.Where(entry => entry != known)],
        Owners = known.ChangeKey is { } former && former != plain && former != key
            && row.Owners.GetValueOrDefault(former)?.EventId == known.EventId
                ? row.Owners.Where(owner => owner.Key != former).ToDictionary(StringComparer.Ordinal)
                : row.Owners,
    };

    private static (SubjectEntry Entry, bool IsUntimed) EntryOf(SubjectRow row, SubjectEvent change)
    {
        var isUntimed = row.Ordering == EventOrdering.Time && change.Subject.ChangedAt is null;
        var entry = new SubjectEntry
        {
            EventId = change.EventId,
            Kind = change.Subject.Kind,
            Id = row.IdOf(change.Subject.Id),
            State = change.State,
            ChangedAt = row.Ordering == EventOrdering.Rank ? null : change.Subject.ChangedAt ?? change.ReceivedAt,
            ReceivedAt = change.ReceivedAt,
            Amount = change.Amount,
            Level = change.Level,
        };
        return (entry, isUntimed);
    }

    // The key of the change, and the key under which the event records it.
    private static (string Plain, string Key) KeyOf(SubjectRow row, SubjectEvent change)
    {
        var text = change is { Subject.Kind: SubjectKind.Capture, State: SubjectState.Succeeded } && TakesSuccess(row, change)
            ? change.SuccessKey
            : change.ChangeKey;
        var plain = row.KeyOf(text);

        // A better verified event with a different amount is a separate change with its own idempotency key.
        return row.Owners.TryGetValue(plain, out var owner) && !IsConfirmed(owner) && change.Level >= VerificationLevel.Credentials
            && Money.Differ(owner.Amount, change.Amount)
                ? (plain, row.KeyOf($"{text}/{change.Amount}"))
                : (plain, plain);
    }

    private static bool TakesSuccess(SubjectRow row, SubjectEvent change) =>
        !row.Owners.TryGetValue(row.KeyOf(change.SuccessKey), out var owner)
        || row.Entries.Any(entry =>
            entry.EventId == owner.EventId && entry.Kind == SubjectKind.Capture && entry.Id == row.IdOf(change.Subject.Id));

    private static bool IsStateOf(SubjectFold fold, SubjectRow row, SubjectEvent change) => (change.Subject.Kind, change.State) switch
    {
        (_, SubjectState.Refunded) => fold.RefundedTotal?.Value == change.Amount!.Value,
        (SubjectKind.Capture, _) => fold.StateOfCapture(row.IdOf(change.Subject.Id)) == change.State,
        _ => fold.State == change.State,
    };

    private static bool IsConfirmed(ChangeOwner owner) => owner.Level >= VerificationLevel.Credentials;

    private static PaymentFlags ArrivalFlags(SubjectEvent change, SubjectFold fold, bool isOpen, bool isUntimed) =>
        (isUntimed ? PaymentFlags.Untimed : PaymentFlags.None)
        | (isOpen && change.State == SubjectState.Succeeded && fold.State == SubjectState.Void
            ? PaymentFlags.VoidedBeforeSuccess
            : PaymentFlags.None);

    // By how much a running total exceeds the largest total that other changes reported; for an authenticated event, only authenticated
    // ones count. Null for other events, and if the earlier totals were erased.
    private static decimal? GrownBy(SubjectRow row, SubjectEvent change, string key, SubjectEntry entry) =>
        change.State != SubjectState.Refunded || row.Entries.Any(other => other is { State: SubjectState.Refunded, Amount: null })
            ? null
            : change.Amount!.Value!.Value - (row.Owners
                .Where(owner => owner.Key != key && (IsConfirmed(owner.Value) || !entry.IsConfirmed))
                .Max(owner => owner.Value.Difference is null ? null : owner.Value.Amount?.Value) ?? 0);

    private static SubjectRow Written(SubjectRow row, SubjectEvent change, DateTimeOffset now) => row with
    {
        Version = row.NextVersion(now),
        MerchantReference = row.MerchantReference ?? change.MerchantReference,
        Livemode = row.Livemode ?? change.Livemode,
        LastEventAt = change.ReceivedAt > row.LastEventAt ? change.ReceivedAt : row.LastEventAt,
    };

    private static SubjectResult Result(SubjectRow row, SubjectEntry entry)
    {
        var owner = row.Owners.GetValueOrDefault(entry.ChangeKey!);
        var own = owner?.EventId == entry.EventId ? owner : null;
        return new SubjectResult
        {
            Effect = entry.Effect!.Value,
            ChangeKey = entry.ChangeKey!,
            OwnerId = owner?.EventId,
            Difference = own?.Difference is { } difference ? Money.Of(difference, entry.Amount!.Currency) : null,
            TakenOverFrom = own?.TakenOverFrom,
            IsFirstCapture = entry.Kind == SubjectKind.Capture && IsSuccess(row, entry.ChangeKey!),
            Raised = entry.Raised,
        };
    }

    private static bool IsSuccess(SubjectRow row, string key) => row.KeyOf($"payment/{row.Key.Id}/succeeded") is var success
        && (key == success || key.StartsWith($"{success}/", StringComparison.Ordinal));
}
