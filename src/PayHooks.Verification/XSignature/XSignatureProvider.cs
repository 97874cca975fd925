using PayHooks.Verification.Descriptions;

namespace PayHooks.Verification.XSignature;

/// <summary>
/// Any gateway that signs the raw body with an HMAC in a header (by default <c>X-Signature</c>): the preset
/// <c>Presets/x-signature.json</c>, overridden by the settings of the source
/// and then by its <c>Scheme</c>.
/// </summary>
internal static class XSignatureProvider
{
    /// <summary>The registry entry.</summary>
    public static ProviderDescriptor Descriptor { get; } = SchemePreset.Describe("x-signature", XSignatureSettings.Read) with
    {
        OwnSettings =
        [
            nameof(SourceSettings.Header), nameof(SourceSettings.Algorithm), nameof(SourceSettings.Encoding),
            nameof(SourceSettings.Prefix), nameof(SourceSettings.TimestampHeader), nameof(SourceSettings.Tolerance),
            .. SchemePreset.OwnSettings,
        ],
    };
}
