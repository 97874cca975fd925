namespace PayHooks.Verification.PortOne;

/// <summary>
/// Recognizes webhooks of PortOne Korea (portone.io, formerly iamport), a different product with the same name as portone.cloud. Its
/// V2 signs according to Standard Webhooks; its V1 is unsigned. Source: portone-io/developers.portone.io,
/// opi/ko/integration/webhook/readme-v1.mdx and readme-v2.mdx; portone-io/server-sdk, javascript/src/webhook.ts.
/// </summary>
internal static class PortOneKorea
{
    private const string Missing = $"field '{PortOneSignature.FieldName}' is missing: ";

    /// <summary>Explains what to do with such a delivery; null if it is not one. A body that is not JSON may be a V1 form.</summary>
    public static string? Explain(Delivery delivery, in PortOneBody body)
    {
        if (body.Token(PortOneField.SignatureHash).HasContent)
        {
            return null;
        }

        if (delivery.Header("webhook-id").Count > 0 && delivery.Header("webhook-signature").Count > 0)
        {
            return Missing + "these are Standard Webhooks headers: PortOne Korea V2 is provider standard-webhooks";
        }

        if (body.Has(PortOneField.ImpUid) || delivery.Body.Span.StartsWith("imp_uid="u8) || delivery.Body.Span.IndexOf("&imp_uid="u8) >= 0)
        {
            return Missing
                + "this is a webhook of PortOne Korea V1, which signs nothing; switch its webhooks to V2, which is provider "
                + "standard-webhooks";
        }

        return body.Has(PortOneField.TxId) && body.Has(PortOneField.PaymentId)
            ? Missing + "this is a webhook of PortOne Korea V2 in version 2024-01-01; choose version 2024-04-25, which is provider "
                + "standard-webhooks"
            : null;
    }
}
