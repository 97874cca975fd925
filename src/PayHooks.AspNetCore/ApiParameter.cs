namespace PayHooks.AspNetCore;

/// <summary>A value that an operation reads: a part of its route, a parameter of its query, or a member of its content.</summary>
/// <param name="Name">The name in the request.</param>
/// <param name="Type">The type of its value.</param>
/// <param name="Description">What it does, as a sentence.</param>
internal sealed record ApiParameter(string Name, ApiValue Type, string Description)
{
    /// <summary>The texts that are accepted; empty if any is.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>The maximum number of <see cref="ApiValue.Texts"/>.</summary>
    public int MaxValues { get; init; }

    /// <summary>Whether the operation needs it. Parts of a route are always required.</summary>
    public bool IsRequired { get; init; }

    /// <summary>The members of an <see cref="ApiValue.Object"/>.</summary>
    public IReadOnlyList<ApiParameter> Members { get; init; } = [];
}

/// <summary>The type of a value in a request.</summary>
internal enum ApiValue
{
    /// <summary>Any text.</summary>
    Text,

    /// <summary>A time or a day; see <see cref="TimeText"/>.</summary>
    Time,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Flag,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary>
    /// Several texts: in JSON an array, or one text without it; in a query a parameter that is repeated or separates them by commas.
    /// </summary>
    Texts,

    /// <summary>A JSON object.</summary>
    Object,
}
