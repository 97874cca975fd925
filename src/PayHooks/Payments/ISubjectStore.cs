namespace PayHooks.Payments;

/// <summary>Stores the rows of subjects and of merchant references. Every write is atomic per row and durable on return.</summary>
internal interface ISubjectStore
{
    /// <summary>Applies a pure decision to a row. The decision is called again after a conflict or a lost response.</summary>
    /// <param name="key">The row's key.</param>
    /// <param name="change">The decision: maps the row, or null, to the row to write, or null to write nothing, and a result.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="NewerFormatException">The row was written by a newer version.</exception>
    ValueTask<T> ApplyAsync<T>(
        SubjectKey key, Func<SubjectRow?, (SubjectRow? Write, T Answer)> change, CancellationToken cancellationToken);

    /// <summary>Finds a row; null if there is none.</summary>
    ValueTask<SubjectRow?> FindAsync(SubjectKey key, CancellationToken cancellationToken);

    /// <summary>Adds a payment to a reference, or marks it as paid. Never removes that mark.</summary>
    /// <param name="key">The reference.</param>
    /// <param name="payment">The payment.</param>
    /// <param name="at">When the event that names both was received.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    ValueTask MergeAsync(ReferenceKey key, ReferencedPayment payment, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Removes the id of a payment from a reference, which still counts the payment. Does nothing if the id is absent.</summary>
    ValueTask EraseAsync(ReferenceKey key, string paymentId, CancellationToken cancellationToken);

    /// <summary>The payments of a reference, at most <see cref="ReferencedPayment.Most"/>.</summary>
    ValueTask<IReadOnlyList<ReferencedPayment>> FindAsync(ReferenceKey key, CancellationToken cancellationToken);

    /// <summary>Adds a raised flag to the list; the same flag of the same subject is listed once, with its first event.</summary>
    ValueTask RaiseAsync(RaisedFlag flag, CancellationToken cancellationToken);

    /// <summary>The raised flags, newest first.</summary>
    ValueTask<IReadOnlyList<RaisedFlag>> ListFlagsAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Removes a subject's flags from the list of raised flags.</summary>
    ValueTask RemoveFlagsAsync(SubjectKey subject, CancellationToken cancellationToken);

    /// <summary>
    /// Removes rows and raised flags whose last event is older than <paramref name="rememberedSince"/>. Each run is bounded, and the next
    /// run continues where it ended. A row that changes during the run is kept.
    /// </summary>
    /// <param name="rememberedSince">Older rows and flags are removed.</param>
    /// <param name="kept">The <see cref="SubjectKey.Hash"/> of rows to keep at any age.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    /// <returns>The number of rows removed.</returns>
    ValueTask<int> PruneAsync(DateTimeOffset rememberedSince, IReadOnlySet<string> kept, CancellationToken cancellationToken);

    /// <summary>The unseen flags, newest first.</summary>
    ValueTask<IReadOnlyList<RaisedFlag>> ListUnseenFlagsAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Marks a subject's listed flags as seen. Flags raised later are unseen.</summary>
    /// <returns>Whether the subject has a listed flag.</returns>
    ValueTask<bool> MarkSeenAsync(SubjectKey subject, DateTimeOffset at, CancellationToken cancellationToken);
}

/// <summary>A contradiction that was detected.</summary>
/// <param name="Subject">The payment, or the payout itself, which has no payment.</param>
/// <param name="Flag">The flag's name.</param>
/// <param name="EventId">The event that raised it.</param>
/// <param name="At">When it was detected.</param>
internal sealed record RaisedFlag(SubjectKey Subject, string Flag, string EventId, DateTimeOffset At)
{
    /// <summary>When a person marked it as seen; null if unseen.</summary>
    public DateTimeOffset? SeenAt { get; init; }
}

/// <summary>A payment that names a merchant reference.</summary>
/// <param name="Id">The provider's id of the payment.</param>
/// <param name="IsPaid">Whether it has succeeded.</param>
internal sealed record ReferencedPayment(string Id, bool IsPaid)
{
    /// <summary>The maximum number of payments kept per reference.</summary>
    public const int Most = 20;

    /// <summary>Adds a payment to those of a reference. At the limit, a paid payment replaces an unpaid one.</summary>
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

/// <summary>A stored row has an unknown format because a newer version wrote it.</summary>
internal sealed class NewerFormatException(string message) : Exception(message);
