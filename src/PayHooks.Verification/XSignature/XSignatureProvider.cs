using PayHooks.Verification.Descriptions;

namespace PayHooks.Verification.XSignature;

/// <summary>
/// Any gateway that signs the raw body with an HMAC in a header, <c>X-Signature</c> unless configured otherwise: the preset
/// <c>Presets/x-signature.json</c>, with the settings of the source laid over it,
/// and over these what its <c>Scheme</c> says.
/// </summary>
internal static class XSignatureProvider
{
    /// <summary>What the registry knows of it.</summary>
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
