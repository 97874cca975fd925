namespace PayHooks.Cli.Mcp;

/// <summary>What the reason of a rejected delivery means, and what to do.</summary>
internal static class RejectionMeanings
{
    private const string BodyHint = "Compare the body with what the provider sent. A proxy may have changed it.";
    private const string ClockHint = "Set the clock of the server. Some gateways sign once and send late; see the provider's signed times.";
    private const string FormHint = "Check that the source names the right provider, and look for proxies that add headers.";
    private const string WaitHint = "The provider tries again. If it continues, check the store and the load.";

    private static readonly Dictionary<string, (string Meaning, string Fix)> All = new(StringComparer.Ordinal)
    {
        ["signature_missing"] = (
            "The signature or the credentials are missing.", "Set the secret at the provider. A scanner or a browser also causes this."),
        ["signature_malformed"] = ("The signature does not have the form of the scheme.", FormHint),
        ["signature_repeated"] = ("The signature occurs more than once.", FormHint),
        ["signature_mismatch"] = (
            "The secret or the body differs from what the provider signed.",
            "Run payhooks verify with the saved body. Test and live mode have different secrets."),
        ["timestamp_missing"] = ("The signed time is missing.", FormHint),
        ["timestamp_stale"] = ("The signed time is too far from the time of receipt.", ClockHint),
        ["unsigned_kind"] = (
            "The provider does not sign this kind of event.",
            "Accept it with PayHooks__Sources__<name>__AcceptUnsigned__0, and ask the provider's API before money moves."),
        ["body_unreadable"] = ("The signed fields cannot be read.", BodyHint),
        ["duplicate_keys"] = ("A signed field occurs more than once in the body.", BodyHint),
        ["header_too_long"] = ("A header that the provider signs is too long.", BodyHint),
        ["secret_unusable"] = (
            "A secret of the source is missing, a sample value or an unresolved Key Vault reference.",
            "Set the secret. The provider tries again."),
        ["unknown_source"] = (
            "No source has this name.", "Compare the URL in the provider's dashboard with https://HOST/webhooks/SOURCE."),
        ["broken_off"] = ("The sender broke off before the end of the body.", WaitHint),
        ["unsupported_encoding"] = ("The Content-Encoding is not gzip, deflate or br.", BodyHint),
        ["too_large"] = (
            "The body is larger than PayHooks__MaxBodyBytes.", "Raise PayHooks__MaxBodyBytes if the provider sends such bodies."),
        ["source_misconfigured"] = ("The source has no usable secret or settings.", "Read the source's problem in list_sources."),
        ["too_many_bodies"] = ("Too many bodies arrived at once.", WaitHint),
        ["not_durable"] = ("The store did not confirm the write in time.", WaitHint),
    };

    /// <summary>What a reason means and what to do; null for a reason without an explanation.</summary>
    public static (string Meaning, string Fix)? Of(string? reason) =>
        reason is not null && All.TryGetValue(reason, out var found) ? found : null;
}
