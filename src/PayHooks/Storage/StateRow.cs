using System.Buffers;

namespace PayHooks.Storage;

/// <summary>A row of an <see cref="IStateStore"/>.</summary>
/// <param name="Key">The key in its partition.</param>
/// <param name="Value">The value, usually JSON.</param>
/// <param name="Tag">Changes with every write.</param>
internal sealed record StateRow(string Key, ReadOnlyMemory<byte> Value, string Tag)
{
    /// <summary>The maximum size of a value; Azure Tables allows 64 KiB in a property.</summary>
    public const int MaxBytes = 60 * 1024;

    /// <summary>Matches any row, or none.</summary>
    public const string AnyTag = "*";

    private const int MaxKeyLength = 200;

    // What Azure Tables allows in keys and no store has to escape.
    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.:|");

    /// <summary>Checks a partition and a key.</summary>
    /// <exception cref="ArgumentException">One of them is empty, too long, or has other characters.</exception>
    public static void CheckKey(string partition, string key)
    {
        CheckKey(partition);
        CheckKey(key);
    }

    /// <summary>Checks a partition or a key.</summary>
    /// <exception cref="ArgumentException">It is empty, too long, or has other characters.</exception>
    public static void CheckKey(string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        if (key.Length > MaxKeyLength || key.AsSpan().ContainsAnyExcept(Allowed))
        {
            throw new ArgumentException($"'{key}' is not a key of a state store.", nameof(key));
        }
    }

    /// <summary>Checks a value.</summary>
    /// <exception cref="ArgumentException">It is too large.</exception>
    public static void CheckValue(ReadOnlyMemory<byte> value)
    {
        if (value.Length > MaxBytes)
        {
            throw new ArgumentException($"The value has {value.Length} bytes; {MaxBytes} are allowed.", nameof(value));
        }
    }
}
