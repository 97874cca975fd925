using PayHooks.Providers;

namespace PayHooks.Cli.Commands;

/// <summary>Which event a body becomes, worked out as the server does it.</summary>
internal static class EventIdentity
{
    /// <summary>The event's id.</summary>
    public static string IdOf(IWebhookProvider provider, string source, ReadOnlyMemory<byte> body) =>
        IdOf(provider.Read(body), source, body);

    /// <summary>The same, from facts that have been read.</summary>
    public static string IdOf(EventFacts facts, string source, ReadOnlyMemory<byte> body) =>
        EventId.Create(source, facts.Identity ?? EventId.BodyIdentity(body.Span));
}
