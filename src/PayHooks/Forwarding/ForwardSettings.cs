using PayHooks.Verification.Api;

namespace PayHooks.Forwarding;

/// <summary>Settings of a target of the forwarder.</summary>
/// <param name="Url">The target, http or https.</param>
/// <param name="Secret">The Standard Webhooks secret that signs forwarded events: base64, with or without <c>whsec_</c>.</param>
/// <param name="MinimumVerification">The minimum verification level of forwarded events.</param>
internal sealed record ForwardSettings(Uri Url, string? Secret, VerificationLevel MinimumVerification)
{
    /// <summary>The name of the handler that forwards to it: <c>forward</c>, or <c>forward-</c> and the number of the target.</summary>
    public string Name { get; init; } = EventForwarder.Name;

    /// <summary>The sources whose events it gets; empty for all.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>The types, or patterns of them, that it gets.</summary>
    public IReadOnlyList<string> Types { get; init; } = ["*"];

    /// <summary>Its limits.</summary>
    public HandlerLimits Limits { get; init; } = HandlerLimits.None;

    /// <inheritdoc/>
    public override string ToString() => $"{Name} to {ShownUrl.Of(Url.GetLeftPart(UriPartial.Path))}";
}
