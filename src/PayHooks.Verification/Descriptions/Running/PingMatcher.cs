using System.Text;
using PayHooks.Verification.Descriptions.Model;
using PayHooks.Verification.Json;
using PayHooks.Verification.Signatures;

namespace PayHooks.Verification.Descriptions.Running;

/// <summary>
/// Recognizes a provider's unsigned test call among deliveries that fail verification. Anyone can send one; it only gets a 200.
/// </summary>
internal sealed class PingMatcher
{
    private const int MostDigits = 20;
    private const string FormType = "application/x-www-form-urlencoded";

    private readonly byte[]? before;
    private readonly byte[] after = [];
    private readonly JsonPaths? paths;
    private readonly string prefix;
    private readonly BodyForm form;

    public PingMatcher(PingDescription ping, BodyForm form)
    {
        this.form = form;
        prefix = ping.Prefix;
        if (ping.Body is var (start, end))
        {
            (before, after) = (Encoding.UTF8.GetBytes(start), Encoding.UTF8.GetBytes(end));
        }

        paths = ping.Path is { } path ? new JsonPaths([path]) : null;
    }

    /// <summary>Whether a rejected delivery is a test call.</summary>
    public bool Matches(Delivery delivery, RejectionReason reason) => paths is not null
        ? reason is RejectionReason.SignatureMissing or RejectionReason.SignatureMalformed or RejectionReason.SignatureMismatch
            && HasMark(delivery)
        : reason == RejectionReason.SignatureMissing && IsWhole(delivery);

    private bool IsWhole(Delivery delivery)
    {
        var body = delivery.Body.Span;
        if (!delivery.Header("Content-Type").ToString().StartsWith(FormType, StringComparison.OrdinalIgnoreCase)
            || !body.StartsWith(before) || !body.EndsWith(after) || body.Length <= before!.Length + after.Length)
        {
            return false;
        }

        var number = body[before.Length..^after.Length];
        return number.Length <= MostDigits && !number.ContainsAnyExceptInRange((byte)'0', (byte)'9');
    }

    private bool HasMark(Delivery delivery)
    {
        if (form == BodyForm.Json)
        {
            return HasMark(EventPayload.WithoutBom(delivery.Body).Span);
        }

        var json = new PooledBufferWriter(delivery.Body.Length * 2);
        try
        {
            FormBody.WriteJson(delivery.Body.Span, ref json);
            return HasMark(json.Text);
        }
        finally
        {
            json.Dispose();
        }
    }

    private bool HasMark(ReadOnlySpan<byte> json)
    {
        Span<JsonToken> tokens = stackalloc JsonToken[1];
        return paths!.Find(json, tokens, JsonNameRule.NoneTwice) == JsonShape.Object
            && tokens[0].Text(json)?.StartsWith(prefix, StringComparison.Ordinal) == true;
    }
}
