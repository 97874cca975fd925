namespace PayHooks.Payments;

/// <summary>Keeps the rows of subjects and of merchant references. Every write is atomic on one row and durable when it returns.</summary>
internal interface ISubjectStore
{
    /// <summary>Applies a pure decision to a row. It is asked again after a conflict, and after a response that was lost.</summary>
    /// <param name="key">Which row.</param>
    /// <param name="change">The decision: from the row, or null, to the row to write, or null to write nothing, and an answer.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="NewerFormatException">The row was written by a newer version.</exception>
    ValueTask<T> ApplyAsync<T>(
        SubjectKey key, Func<SubjectRow?, (SubjectRow? Write, T Answer)> change, CancellationToken cancellationToken);

    /// <summary>The row, or null.</summary>
    ValueTask<SubjectRow?> FindAsync(SubjectKey key, CancellationToken cancellationToken);

    /// <summary>Adds a payment to a reference, or marks it as paid. Never takes the mark back.</summary>
    /// <param name="key">Which reference.</param>
    /// <param name="payment">The payment.</param>
    /// <param name="at">When the event that names both was received.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask MergeAsync(ReferenceKey key, ReferencedPayment payment, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Takes the id of a payment from a reference, which still counts it. Does nothing if it is not there.</summary>
    ValueTask EraseAsync(ReferenceKey key, string paymentId, CancellationToken cancellationToken);

    /// <summary>The payments of a reference, up to <see cref="ReferencedPayment.Most"/>.</summary>
    ValueTask<IReadOnlyList<ReferencedPayment>> FindAsync(ReferenceKey key, CancellationToken cancellationToken);

    /// <summary>Adds a flag to the list of raised flags; the same flag of the same subject is listed once, with its first event.</summary>
    ValueTask RaiseAsync(RaisedFlag flag, CancellationToken cancellationToken);

    /// <summary>The raised flags, newest first.</summary>
    ValueTask<IReadOnlyList<RaisedFlag>> ListFlagsAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Takes the flags of a subject from the list of raised flags.</summary>
    ValueTask RemoveFlagsAsync(SubjectKey subject, CancellationToken cancellationToken);

    /// <summary>
    /// Removes rows whose last event, and raised flags that, are older than <paramref name="rememberedSince"/>. A run is bounded and the
    /// next one goes on where it ended. A row that changes meanwhile stays.
    /// </summary>
    /// <param name="rememberedSince">What is older is forgotten.</param>
    /// <param name="kept">The <see cref="SubjectKey.Hash"/> of rows that stay, however old.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <returns>How many rows are gone.</returns>
    ValueTask<int> PruneAsync(DateTimeOffset rememberedSince, IReadOnlySet<string> kept, CancellationToken cancellationToken);

    /// <summary>The raised flags that nobody has seen yet, newest first.</summary>
    ValueTask<IReadOnlyList<RaisedFlag>> ListUnseenFlagsAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Marks the flags that are listed of a subject as seen. A flag that is raised later has not been seen.</summary>
    /// <returns>Whether any flag of it is listed.</returns>
    ValueTask<bool> MarkSeenAsync(SubjectKey subject, DateTimeOffset at, CancellationToken cancellationToken);
}

/// <summary>A contradiction that was found.</summary>
/// <param name="Subject">The payment; a payout, which has none, itself.</param>
/// <param name="Flag">Its name.</param>
/// <param name="EventId">The event that it appeared with.</param>
/// <param name="At">When it was found.</param>
internal sealed record RaisedFlag(SubjectKey Subject, string Flag, string EventId, DateTimeOffset At)
{
    /// <summary>When a person marked it as seen, or null.</summary>
    public DateTimeOffset? SeenAt { get; init; }
}

/// <summary>A payment that names a merchant reference.</summary>
/// <param name="Id">The provider's id of the payment.</param>
/// <param name="IsPaid">Whether it has succeeded.</param>
internal sealed record ReferencedPayment(string Id, bool IsPaid)
{
    /// <summary>How many payments a reference remembers.</summary>
    public const int Most = 20;

    /// <summary>The payments of a reference with one more. Beyond the limit a paid one takes the place of an unpaid one.</summary>
    public static IReadOnlyList<ReferencedPayment> Merge(IReadOnlyList<ReferencedPayment> known, ReferencedPayment payment)
    {
        if (known.FirstOrDefault(one => one.Id == payment.Id) is { } same)
        {
            return same.IsPaid || !payment.IsPaid ? known : [.. known.Select(one => one.Id == payment.Id ? payment : one)];
        }

        if (known.Count < Most)
        {
            return [.. known, payment];
        }

        return payment.IsPaid && known.FirstOrDefault(one => !one.IsPaid) is { } unpaid
            ? [.. known.Where(one => one != unpaid), payment]
            : known;
    }
}

/// <summary>A stored row has a format that this version does not know: a newer version wrote it.</summary>
internal sealed class NewerFormatException(string message) : Exception(message);
