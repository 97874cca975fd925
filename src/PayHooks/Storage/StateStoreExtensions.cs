namespace PayHooks.Storage;

/// <summary>Reads whole partitions of an <see cref="IStateStore"/>.</summary>
internal static class StateStoreExtensions
{
    private const int PageSize = 500;

    /// <summary>Reads all rows of a partition in the order of their keys.</summary>
    /// <param name="store">The store.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="after">Returns only rows whose key follows this one; null for all.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public static async ValueTask<IReadOnlyList<StateRow>> ListAllAsync(
        this IStateStore store, string partition, string? after, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        List<StateRow> all = [];
        IReadOnlyList<StateRow> page;
        do
        {
            page = await store.ListAsync(partition, after, PageSize, cancellationToken);
            all.AddRange(page);
            after = page.Count > 0 ? page[^1].Key : null;
        }
        while (page.Count == PageSize);

        return all;
    }
}
