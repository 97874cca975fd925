namespace PayHooks.Verification.Descriptions.Model;

/// <summary>Where the provider's dashboard shows a payment: https URLs with the placeholder <see cref="Id"/> for its id.</summary>
/// <param name="Live">The URL in live mode, or null.</param>
/// <param name="Test">The URL in test mode, or null.</param>
internal sealed record DashboardDescription(string? Live, string? Test)
{
    /// <summary>The placeholder for the payment's id.</summary>
    public const string Id = "{id}";

    /// <summary>The URL of a payment; null if none is known. Uses the live URL if the mode is unknown.</summary>
    public Uri? Of(string paymentId, bool? livemode)
    {
        // An escaped dot is still a dot: "." and ".." would be path segments.
        if ((livemode == false ? Test : Live) is not { } address || paymentId is "" or "." or "..")
        {
            return null;
        }

        return Uri.TryCreate(address.Replace(Id, Uri.EscapeDataString(paymentId), StringComparison.Ordinal), UriKind.Absolute, out var link)
            ? link
            : null;
    }
}
