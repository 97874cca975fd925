using System.Buffers;

namespace PayHooks.Verification.Json;

/// <summary>The positions of a batch's items, in a pooled array.</summary>
internal ref struct BatchItems : IDisposable
{
    private JsonToken[]? rented;

    /// <summary>The number of items.</summary>
    public int Count { get; private set; }

    /// <summary>The position of an item.</summary>
    public readonly JsonToken this[int index] => rented![index];

    /// <summary>Adds an item.</summary>
    public void Add(JsonToken item)
    {
        rented ??= ArrayPool<JsonToken>.Shared.Rent(16);
        if (Count == rented.Length)
        {
            var larger = ArrayPool<JsonToken>.Shared.Rent(Count * 2);
            rented.CopyTo(larger, 0);
            ArrayPool<JsonToken>.Shared.Return(rented);
            rented = larger;
        }

        rented[Count++] = item;
    }

    /// <summary>Removes all items.</summary>
    public void Clear() => Count = 0;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (rented is not null)
        {
            ArrayPool<JsonToken>.Shared.Return(rented);
            rented = null;
        }
    }
}
