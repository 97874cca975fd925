using PayHooks.Storage;

namespace PayHooks.Tests.Support;

internal sealed class FaultyStateStore(IStateStore inner, FaultPlan plan) : IStateStore
{
    public ValueTask<StateRow?> FindAsync(string partition, string key, CancellationToken cancellationToken) =>
        plan.CallAsync(() => inner.FindAsync(partition, key, cancellationToken), cancellationToken);

    public ValueTask<IReadOnlyList<StateRow>> ListAsync(
        string partition, string? after, int limit, CancellationToken cancellationToken) =>
        plan.CallAsync(() => inner.ListAsync(partition, after, limit, cancellationToken), cancellationToken);

    public ValueTask<StateRow?> WriteAsync(
        string partition, string key, ReadOnlyMemory<byte> value, string? tag, CancellationToken cancellationToken) =>
        plan.CallAsync(() => inner.WriteAsync(partition, key, value, tag, cancellationToken), cancellationToken);

    public ValueTask<bool> DeleteAsync(string partition, string key, string tag, CancellationToken cancellationToken) =>
        plan.CallAsync(() => inner.DeleteAsync(partition, key, tag, cancellationToken), cancellationToken);

    public ValueTask RemoveBeforeAsync(string partition, string key, CancellationToken cancellationToken) =>
        plan.CallAsync(() => inner.RemoveBeforeAsync(partition, key, cancellationToken), cancellationToken);
}
