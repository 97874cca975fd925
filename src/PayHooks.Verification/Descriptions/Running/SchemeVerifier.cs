using PayHooks.Verification.Descriptions.Model;
using PayHooks.Verification.Json;
using PayHooks.Verification.Signatures;

namespace PayHooks.Verification.Descriptions.Running;

/// <summary>Verifies a delivery with the signing alternative that it uses: a JSON object, a form, or each item of a batch.</summary>
/// <param name="form">The form of bodies.</param>
/// <param name="signings">The alternatives.</param>
/// <param name="paths">The values of the body that verification looks up; null for none.</param>
/// <param name="names">What duplicate names mean.</param>
/// <param name="batch">Where the items of a batch are; null if a delivery is one event.</param>
internal sealed class SchemeVerifier(
    BodyForm form, SignatureVerifier[] signings, JsonPaths? paths, JsonNameRule names, BatchPath? batch)
{
    /// <summary>Returns the rejection of a delivery whose headers are enough to reject it, otherwise null.</summary>
    public Verdict? RejectByHeaders(Delivery delivery)
    {
        // Only the body says where the signature is.
        if (Array.Exists(signings, signing => signing.IsInBody))
        {
            return null;
        }

        var received = new VerificationContext { Delivery = delivery };
        return Chosen(received).RejectByHeaders(received);
    }

    /// <summary>Verifies a delivery.</summary>
    public Verdict Verify(Delivery delivery)
    {
        if (paths is null)
        {
            return Decide(new VerificationContext { Delivery = delivery, Body = delivery.Body.Span }, JsonShape.Object);
        }

        var json = EventPayload.WithoutBom(delivery.Body).Span;
        return form == BodyForm.Form ? VerifyForm(delivery)
            : batch is not null && signings[0].IsInBody ? VerifyItems(delivery, json)
            : VerifyJson(delivery, json);
    }

    private Verdict Decide(scoped in VerificationContext received, JsonShape shape)
    {
        var chosen = Chosen(received);
        return shape == JsonShape.Object || !chosen.ReadsBody ? chosen.Verify(received)
            : shape == JsonShape.DuplicateNames
                ? Verdict.Refused(RejectionReason.DuplicateKeys, "a name occurs twice in an object whose fields are signed")
            : Verdict.Refused(RejectionReason.BodyUnreadable, "the body is not a JSON object, and the scheme looks up fields in it");
    }

    private SignatureVerifier Chosen(scoped in VerificationContext received)
    {
        foreach (var signing in signings)
        {
            if (signing.IsIn(received))
            {
                return signing;
            }
        }

        return signings[0];
    }

    private Verdict VerifyJson(Delivery delivery, ReadOnlySpan<byte> json)
    {
        Span<JsonToken> tokens = stackalloc JsonToken[paths!.Count];
        var shape = paths.Find(json, tokens, names);
        return Decide(new VerificationContext { Delivery = delivery, Body = delivery.Body.Span, Json = json, Tokens = tokens }, shape);
    }

    private Verdict VerifyForm(Delivery delivery)
    {
        var json = new PooledBufferWriter(delivery.Body.Length * 2);
        try
        {
            FormBody.WriteJson(delivery.Body.Span, ref json);
            return VerifyJson(delivery, json.Text);
        }
        finally
        {
            json.Dispose();
        }
    }

    // Every item has its own signature; a single forged item rejects the whole delivery.
    private Verdict VerifyItems(Delivery delivery, ReadOnlySpan<byte> json)
    {
        var items = default(BatchItems);
        try
        {
            if (!batch!.TryFind(json, ref items))
            {
                // A single item without its batch, as providers' libraries print it; its signed content is the same.
                return signings[0].IsIn(delivery, json, paths!, names) ? VerifyJson(delivery, json)
                    : Verdict.Refused(RejectionReason.BodyUnreadable, $"the body is not a batch with objects at '{batch.Text}'");
            }

            if (items.Count == 0)
            {
                return Verdict.Refused(RejectionReason.SignatureMissing, $"the list at '{batch.Text}' is empty, so nothing is signed");
            }

            var verdict = default(Verdict);
            for (var i = 0; i < items.Count; i++)
            {
                var one = VerifyJson(delivery, json.Slice(items[i].Start, items[i].Length));
                if (!one.IsGenuine)
                {
                    return items.Count == 1 ? one : Verdict.Refused(one.Reason, $"item {i + 1} of {items.Count}: {one.Detail}");
                }

                verdict = one;
            }

            return verdict;
        }
        finally
        {
            items.Dispose();
        }
    }
}
