namespace PayHooks.Forwarding;

/// <summary>Settings of the forwarder.</summary>
/// <param name="Url">The target, http or https.</param>
/// <param name="Secret">The Standard Webhooks secret that signs forwarded events: base64, with or without <c>whsec_</c>.</param>
/// <param name="MinimumVerification">The minimum verification level of forwarded events.</param>
internal sealed record ForwardSettings(Uri Url, string? Secret, VerificationLevel MinimumVerification)
{
    /// <inheritdoc/>
    public override string ToString() => $"forward to {Url.GetLeftPart(UriPartial.Path)}";
}
