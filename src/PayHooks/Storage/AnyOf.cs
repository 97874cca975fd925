using System.Collections;
using System.Runtime.CompilerServices;

namespace PayHooks.Storage;

/// <summary>The values of one filter, of which an event has one. Without values, the filter accepts every event.</summary>
/// <typeparam name="T">The type of the values.</typeparam>
[CollectionBuilder(typeof(AnyOf), nameof(AnyOf.Create))]
internal readonly struct AnyOf<T> : IEnumerable<T>
    where T : notnull
{
    private readonly T[]? values;

    /// <param name="values">The values; duplicates count once.</param>
    public AnyOf(IEnumerable<T> values)
    {
        T[] distinct = [.. values.Distinct()];
        this.values = distinct.Length == 0 ? null : distinct;
    }

    /// <summary>The values.</summary>
    public IReadOnlyList<T> Values => values ?? [];

    /// <summary>Whether there are no values, so that everything is accepted.</summary>
    public bool IsEmpty => values is null;

    /// <summary>One value; null for none.</summary>
    public static implicit operator AnyOf<T>(T? value) => value is null ? default : new([value]);

    /// <summary>Whether a value is one of them, or there are none.</summary>
    public bool Accepts(T? value) => values is null || (value is not null && Array.IndexOf(values, value) >= 0);

    /// <summary>Whether there are values and all of them fulfill a condition.</summary>
    public bool AreAll(Func<T, bool> condition) => values is not null && Array.TrueForAll(values, value => condition(value));

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => Values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>Creates filters from collection expressions.</summary>
internal static class AnyOf
{
    /// <summary>Creates a filter.</summary>
    public static AnyOf<T> Create<T>(ReadOnlySpan<T> values)
        where T : notnull => new(values.ToArray());
}
