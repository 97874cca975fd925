using Microsoft.Extensions.Primitives;

namespace PayHooks.Verification;

/// <summary>One HTTP POST from a provider, not yet believed.</summary>
public sealed record Delivery
{
    /// <summary>The values of a header by its name, whatever the case of the name; empty when it is absent.</summary>
    public required Func<string, StringValues> Header { get; init; }

    /// <summary>The body, byte for byte.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Builds the URL that was called, for the schemes that sign it and for no others; null when it is not known.</summary>
    public Func<string>? Url { get; init; }

    /// <summary>When it arrived (UTC).</summary>
    public required DateTimeOffset ReceivedAt { get; init; }
}
