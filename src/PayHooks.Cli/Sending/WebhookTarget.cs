namespace PayHooks.Cli.Sending;

/// <summary>The target of deliveries.</summary>
/// <param name="Url">The full webhook URL.</param>
/// <param name="Source">The source's name, which is part of the events' identity.</param>
internal sealed record WebhookTarget(Uri Url, string Source)
{
    /// <summary>The URL for display: without user, password and query, which may be secrets.</summary>
    public string Shown => Url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    /// <summary>Whether the path ends in <c>/webhooks/{source}</c>, as on every PayHooks host.</summary>
    public bool IsWebhookPath => Url.Segments is [.., var folder, _] && folder.Equals("webhooks/", StringComparison.OrdinalIgnoreCase);

    /// <summary>The server for display.</summary>
    public string Server => Url.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);

    /// <summary>
    /// Parses a base URL (nothing after the host, or a path that ends in <c>/webhooks</c>) or a full webhook URL, whose last
    /// segment is then the source. Null when it is not an http or https URL.
    /// </summary>
    public static WebhookTarget? Of(string to, string? source, string defaultSource)
    {
        if (!Uri.TryCreate(to, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            return null;
        }

        var path = url.AbsolutePath.TrimEnd('/');
        if (path.Length > 0 && !path.EndsWith("/webhooks", StringComparison.OrdinalIgnoreCase))
        {
            var last = Uri.UnescapeDataString(path[(path.LastIndexOf('/') + 1)..]);
            return new WebhookTarget(url, (source ?? last).ToLowerInvariant());
        }

        var name = (source ?? defaultSource).ToLowerInvariant();
        var prefix = path.Length == 0 ? "/webhooks" : path;
        return new WebhookTarget(new UriBuilder(url) { Path = $"{prefix}/{Uri.EscapeDataString(name)}" }.Uri, name);
    }
}
