using PayHooks.Storage;

namespace PayHooks.Operations;

/// <summary>Records the requests that change something, and lists them.</summary>
internal sealed class AuditTrail(IAuditStore store, TimeProvider time)
{
    /// <summary>The maximum page size.</summary>
    public const int MaxLimit = 500;

    /// <summary>How long entries are kept: somewhat more than a year, for yearly reviews.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromDays(400);

    private const int MostOfReason = 500;
    private const int MostOfRequest = 1000;

    /// <summary>Records a request before its change is made.</summary>
    /// <param name="entry">The entry; its id and time are set here.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The entry, for <see cref="EndAsync"/>.</returns>
    public async ValueTask<AuditEntry> BeginAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var now = time.GetUtcNow();
        entry = entry with
        {
            Id = AuditEntry.NewId(now),
            At = now,
            Request = Short(entry.Request, MostOfRequest)!,
            Reason = Short(entry.Reason, MostOfReason),
        };
        await store.WriteAsync(entry, cancellationToken);
        return entry;
    }

    /// <summary>Adds the response.</summary>
    public ValueTask EndAsync(AuditEntry entry, int status, CancellationToken cancellationToken) =>
        store.WriteAsync(entry with { Status = status }, cancellationToken);

    /// <summary>Lists entries, newest first.</summary>
    /// <param name="cursor">The cursor of the page, or null for the first page.</param>
    /// <param name="limit">The page size, 1 to <see cref="MaxLimit"/>.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="BadCursorException">The cursor was not issued by this server.</exception>
    public async ValueTask<AuditPage> ListAsync(string? cursor, int limit, CancellationToken cancellationToken)
    {
        if (cursor is not null)
        {
            _ = AuditEntry.TimeOf(cursor);
        }

        limit = Math.Clamp(limit, 1, MaxLimit);
        var found = await store.ListAsync(cursor, limit + 1, cancellationToken);
        return found.Count > limit ? new AuditPage([.. found.Take(limit)], found[limit - 1].Id) : new AuditPage(found, null);
    }

    /// <summary>Removes old entries.</summary>
    public ValueTask PruneAsync(CancellationToken cancellationToken) => store.PruneAsync(time.GetUtcNow() - Retention, cancellationToken);

    private static string? Short(string? text, int most) => text?.Length > most ? string.Concat(text.AsSpan(0, most), "…") : text;
}

/// <summary>A page of audit entries.</summary>
/// <param name="Entries">The entries, newest first.</param>
/// <param name="Cursor">The cursor of the next page, or null.</param>
internal sealed record AuditPage(IReadOnlyList<AuditEntry> Entries, string? Cursor);
