using PayHooks.Providers;

namespace PayHooks.Cli.Commands;

/// <summary>Which events a body becomes, worked out as the server does it.</summary>
internal static class EventIdentity
{
    /// <summary>The ids of the events that a delivery tells of, in its order: one, unless it is a batch.</summary>
    public static IReadOnlyList<string> IdsOf(IWebhookProvider provider, string source, SignedBody delivery)
    {
        string? Header(string name) =>
            delivery.Headers.FirstOrDefault(header => string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase)).Value;

        return [.. provider.Split(delivery.Body).Select(body => IdOf(provider.Read(body, Header), source, body))];
    }

    /// <summary>The id of the event with these facts.</summary>
    public static string IdOf(EventFacts facts, string source, ReadOnlyMemory<byte> body) =>
        EventId.Create(source, facts.Identity ?? EventId.BodyIdentity(body.Span));
}
