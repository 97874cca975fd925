namespace PayHooks.Storage;

/// <summary>
/// Small rows that all instances share: watermarks, jobs, pauses. A row is written only if it is unchanged since it was read, so that
/// two instances cannot overwrite each other's work.
/// </summary>
/// <remarks>
/// Partitions and keys are 1 to 200 of <c>a-z A-Z 0-9 _ - . : |</c>; a value has at most <see cref="StateRow.MaxBytes"/> bytes. A write
/// whose response is lost is recognized by its value: writers that compete for a row must write different values.
/// </remarks>
internal interface IStateStore
{
    /// <summary>Reads a row; null if it does not exist.</summary>
    ValueTask<StateRow?> FindAsync(string partition, string key, CancellationToken cancellationToken);

    /// <summary>Reads the rows of a partition in the order of their keys, compared byte by byte.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="after">Returns only rows whose key follows this one; null for the first rows.</param>
    /// <param name="limit">The maximum number of rows.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    ValueTask<IReadOnlyList<StateRow>> ListAsync(string partition, string? after, int limit, CancellationToken cancellationToken);

    /// <summary>Writes a row. It is durable on return.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="tag">The tag of the row to replace; null if none may exist; <see cref="StateRow.AnyTag"/> for any or none.</param>
    /// <param name="cancellationToken">Cancels the wait; the write may still happen.</param>
    /// <returns>The row; null if somebody else changed it first, so that nothing was written.</returns>
    ValueTask<StateRow?> WriteAsync(
        string partition, string key, ReadOnlyMemory<byte> value, string? tag, CancellationToken cancellationToken);

    /// <summary>Deletes a row; does nothing if it does not exist.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="key">The key.</param>
    /// <param name="tag">The tag of the row that is deleted, or <see cref="StateRow.AnyTag"/>.</param>
    /// <param name="cancellationToken">Cancels the wait; the row may still be deleted.</param>
    /// <returns>False if somebody else changed the row first, so that it still exists.</returns>
    ValueTask<bool> DeleteAsync(string partition, string key, string tag, CancellationToken cancellationToken);

    /// <summary>Deletes the rows of a partition whose keys precede one, compared byte by byte.</summary>
    ValueTask RemoveBeforeAsync(string partition, string key, CancellationToken cancellationToken);
}
