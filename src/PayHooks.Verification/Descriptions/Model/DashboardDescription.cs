namespace PayHooks.Verification.Descriptions.Model;

/// <summary>Where the provider's dashboard shows a payment: https addresses with <see cref="Id"/> for the payment's id.</summary>
/// <param name="Live">The address in live mode, or null.</param>
/// <param name="Test">The address in test mode, or null.</param>
internal sealed record DashboardDescription(string? Live, string? Test)
{
    /// <summary>What stands for the payment's id.</summary>
    public const string Id = "{id}";

    /// <summary>The address of a payment; null where none is known. Where the mode is not known, the live one.</summary>
    public Uri? Of(string paymentId, bool? livemode)
    {
        // An escaped dot is still a dot: "." and ".." would be steps in the path.
        if ((livemode == false ? Test : Live) is not { } address || paymentId is "" or "." or "..")
        {
            return null;
        }

        return Uri.TryCreate(address.Replace(Id, Uri.EscapeDataString(paymentId), StringComparison.Ordinal), UriKind.Absolute, out var link)
            ? link
            : null;
    }
}
