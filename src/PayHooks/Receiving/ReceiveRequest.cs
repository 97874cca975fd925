using Microsoft.Extensions.Primitives;

namespace PayHooks.Receiving;

/// <summary>A POST to <c>/webhooks/{source}</c>, as passed by the host.</summary>
internal sealed record ReceiveRequest
{
    /// <summary>The source's name from the URL, in any case.</summary>
    public required string Source { get; init; }

    /// <summary>Gets the values of a header by name.</summary>
    public required Func<string, StringValues> Header { get; init; }

    /// <summary>All headers, for a capture; null if unknown.</summary>
    public IEnumerable<KeyValuePair<string, StringValues>>? AllHeaders { get; init; }

    /// <summary>The unread body.</summary>
    public required Stream Body { get; init; }

    /// <summary>The value of Content-Length, or null.</summary>
    public long? ContentLength { get; init; }

    /// <summary>Builds the URL of the request; null if unknown.</summary>
    public Func<string>? Url { get; init; }
}

/// <summary>The response to the provider, and data for the host's log.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="StatusCode">The HTTP status.</param>
internal sealed record ReceiveResult(ReceiveOutcome Outcome, int StatusCode)
{
    /// <summary>The response headers.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The response body; usually empty.</summary>
    public string Body { get; init; } = "";

    /// <summary>The configured name of the source, or null if the source is unknown.</summary>
    public string? Source { get; init; }

    /// <summary>The delivery's id, if it was accepted.</summary>
    public string? DeliveryId { get; init; }

    /// <summary>The reason for rejection in snake case, for metrics and the log; null if accepted.</summary>
    public string? Reason { get; init; }

    /// <summary>The reason as a sentence, for the log only.</summary>
    public string? Detail { get; init; }

    /// <summary>Size of the body in bytes, as far as it was read.</summary>
    public int BodyLength { get; init; }

    /// <summary>The exception from the store, or null.</summary>
    public Exception? Error { get; init; }
}

/// <summary>The result of receiving a delivery.</summary>
internal enum ReceiveOutcome
{
    /// <summary>Genuine and durable: 200.</summary>
    Accepted,

    /// <summary>The provider's unsigned test call when the URL is saved: 200; nothing is stored.</summary>
    Ping,

    /// <summary>Not genuine, too large, or for no source: 4xx.</summary>
    Refused,

    /// <summary>Possibly genuine but not confirmed as durable: 503; the provider retries.</summary>
    Unavailable,
}
