namespace PayHooks.Storage;

/// <summary>The requests that changed something, newest first.</summary>
internal interface IAuditStore
{
    /// <summary>Writes an entry. It is durable on return. It replaces the entry with the same id.</summary>
    ValueTask WriteAsync(AuditEntry entry, CancellationToken cancellationToken);

    /// <summary>Reads entries, newest first.</summary>
    /// <param name="after">Returns only entries that follow this id; null for the newest ones.</param>
    /// <param name="limit">The maximum number of entries.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    ValueTask<IReadOnlyList<AuditEntry>> ListAsync(string? after, int limit, CancellationToken cancellationToken);

    /// <summary>Removes the entries before a time. A store may remove whole months at once, and then does so at the end of the
    /// month.</summary>
    ValueTask PruneAsync(DateTimeOffset before, CancellationToken cancellationToken);
}
