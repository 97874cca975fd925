using System.Collections.Concurrent;

namespace PayHooks.Storage.InMemory;

/// <summary>An in-memory body store, for tests, demos and trying out handlers.</summary>
internal sealed class InMemoryBodyStore : IBodyStore
{
    private readonly ConcurrentDictionary<string, byte[]> bodies = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public ValueTask<string> PutAsync(string name, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        bodies[name] = body.ToArray();
        return ValueTask.FromResult(name);
    }

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>?> GetAsync(string reference, CancellationToken cancellationToken) =>
        ValueTask.FromResult(bodies.TryGetValue(reference, out var body) ? (ReadOnlyMemory<byte>?)body : null);

    /// <inheritdoc/>
    public ValueTask DeleteAsync(string reference, CancellationToken cancellationToken)
    {
        bodies.TryRemove(reference, out _);
        return ValueTask.CompletedTask;
    }
}
