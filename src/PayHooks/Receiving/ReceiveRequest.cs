using Microsoft.Extensions.Primitives;

namespace PayHooks.Receiving;

/// <summary>A POST to <c>/webhooks/{source}</c>, as a host hands it over.</summary>
internal sealed record ReceiveRequest
{
    /// <summary>The source's name from the URL, in any case.</summary>
    public required string Source { get; init; }

    /// <summary>The values of a header by its name.</summary>
    public required Func<string, StringValues> Header { get; init; }

    /// <summary>The body, not read yet.</summary>
    public required Stream Body { get; init; }

    /// <summary>What Content-Length says, or null.</summary>
    public long? ContentLength { get; init; }

    /// <summary>Builds the URL that was called; null when it is not known.</summary>
    public Func<string>? Url { get; init; }
}

/// <summary>The answer to the provider, and what the host logs.</summary>
/// <param name="Outcome">What happened.</param>
/// <param name="StatusCode">The HTTP status.</param>
internal sealed record ReceiveResult(ReceiveOutcome Outcome, int StatusCode)
{
    /// <summary>Headers of the answer.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The body of the answer; mostly empty.</summary>
    public string Body { get; init; } = "";

    /// <summary>The source's configured name, or null when there is no such source.</summary>
    public string? Source { get; init; }

    /// <summary>The delivery's id when it was accepted.</summary>
    public string? DeliveryId { get; init; }

    /// <summary>Why it was refused, in snake case, for metrics and the log; null when accepted.</summary>
    public string? Reason { get; init; }

    /// <summary>The same in a sentence, for the log alone.</summary>
    public string? Detail { get; init; }

    /// <summary>Size of the body in bytes, as far as it was read.</summary>
    public int BodyLength { get; init; }

    /// <summary>What the store threw, or null.</summary>
    public Exception? Error { get; init; }
}

/// <summary>The result of receiving a delivery.</summary>
internal enum ReceiveOutcome
{
    /// <summary>Genuine and durable: 200.</summary>
    Accepted,

    /// <summary>The provider's unsigned test call on saving the address: 200, and nothing is stored.</summary>
    Ping,

    /// <summary>Not genuine, too large, or for no source: 4xx.</summary>
    Refused,

    /// <summary>Genuine, perhaps, but not confirmed as durable: 503, the provider tries again.</summary>
    Unavailable,
}
