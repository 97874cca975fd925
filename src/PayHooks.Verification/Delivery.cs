using Microsoft.Extensions.Primitives;

namespace PayHooks.Verification;

/// <summary>One HTTP POST from a provider, not yet verified.</summary>
public sealed record Delivery
{
    /// <summary>The values of a header by its name, case-insensitive; empty when it is absent.</summary>
    public required Func<string, StringValues> Header { get; init; }

    /// <summary>The body, byte for byte.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Builds the URL that was called; invoked only by schemes that sign it. Null if it is unknown.</summary>
    public Func<string>? Url { get; init; }

    /// <summary>When it arrived (UTC).</summary>
    public required DateTimeOffset ReceivedAt { get; init; }
}
