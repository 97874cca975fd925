namespace PayHooks.Cli.Sending;

/// <summary>Where deliveries go.</summary>
/// <param name="Url">The full webhook URL.</param>
/// <param name="Source">The source's name, which the events' ids depend on.</param>
internal sealed record WebhookTarget(Uri Url, string Source)
{
    /// <summary>The URL as it is shown: without user, password and query, which may be secrets.</summary>
    public string Shown => Url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    /// <summary>Whether the path ends in <c>/webhooks/{source}</c>, as every PayHooks host has it.</summary>
    public bool IsWebhookPath => Url.Segments is [.., var folder, _] && folder.Equals("webhooks/", StringComparison.OrdinalIgnoreCase);

    /// <summary>The server as it is shown.</summary>
    public string Server => Url.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);

    /// <summary>
    /// Takes a base URL (nothing after the host, or a path that ends in <c>/webhooks</c>) or a full webhook URL, whose last
    /// part is then the source. Null when it is not an http or https URL.
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
