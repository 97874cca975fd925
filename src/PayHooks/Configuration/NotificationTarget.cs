namespace PayHooks.Configuration;

/// <summary>Where notifications are sent.</summary>
/// <param name="Number">The number of the setting, which identifies the target.</param>
/// <param name="Url">The address. For Teams and Slack it is a secret.</param>
/// <param name="Format">What the receiver understands.</param>
/// <param name="Secret">The Standard Webhooks secret; only for <see cref="NotificationFormat.Webhook"/>.</param>
internal sealed record NotificationTarget(int Number, Uri Url, NotificationFormat Format, string? Secret)
{
    /// <inheritdoc/>
    public override string ToString() => $"notifications {Number} to {Url.Host}";
}

/// <summary>What a receiver of notifications understands.</summary>
internal enum NotificationFormat
{
    /// <summary>Signed JSON, as the forwarder sends it.</summary>
    Webhook,

    /// <summary>A card for a workflow of Microsoft Teams.</summary>
    Teams,

    /// <summary>A message for an incoming webhook of Slack.</summary>
    Slack,
}
