using Microsoft.Extensions.Primitives;

namespace PayHooks.Verification;

/// <summary>An HTTP POST from a provider, not yet verified.</summary>
public sealed record Delivery
{
    /// <summary>Returns the values of a header by its case-insensitive name; empty if the header is absent.</summary>
    public required Func<string, StringValues> Header { get; init; }

    /// <summary>The raw body.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Builds the requested URL; called only by schemes that sign it. Null if the URL is unknown.</summary>
    public Func<string>? Url { get; init; }

    /// <summary>When the delivery arrived (UTC).</summary>
    public required DateTimeOffset ReceivedAt { get; init; }
}
