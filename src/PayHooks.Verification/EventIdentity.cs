namespace PayHooks.Verification;

/// <summary>Determines the events that a body becomes, in the same way as the server.</summary>
internal static class EventIdentity
{
    /// <summary>The ids of the events in a delivery, in order.</summary>
    public static IEnumerable<string> IdsOf(IWebhookProvider provider, string source, SignedBody signed) =>
        EventsOf(provider, signed.Body, signed.Headers).Select(one => IdOf(one.Facts, source, one.Body));

    /// <summary>The events in a delivery, read as the server does: a body may contain several, and retained headers count.</summary>
    public static IEnumerable<(ReadOnlyMemory<byte> Body, EventFacts Facts)> EventsOf(
        IWebhookProvider provider, ReadOnlyMemory<byte> body, IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        var events = provider.Split(body);
        return (events.Count is > 0 and <= IWebhookProvider.MostEvents ? events : [body]).Select(one => (one, provider.Read(one, Kept)));

        string? Kept(string name) => provider.RetainedHeaders.Contains(name, StringComparer.OrdinalIgnoreCase)
            ? headers.FirstOrDefault(header => string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase)).Value
            : null;
    }

    /// <summary>The id of the event with these facts.</summary>
    public static string IdOf(EventFacts facts, string source, ReadOnlyMemory<byte> body) =>
        EventIds.Create(source, facts.Identity ?? EventIds.BodyIdentity(body.Span));
}
