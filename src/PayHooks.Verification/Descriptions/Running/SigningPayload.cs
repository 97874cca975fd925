using System.Text;
using System.Text.Json;
using PayHooks.Verification.Descriptions.Model;
using PayHooks.Verification.Json;
using PayHooks.Verification.Signatures;

namespace PayHooks.Verification.Descriptions.Running;

/// <summary>Writes the signed content: a filled-in template or the values of fields.</summary>
internal sealed class SigningPayload
{
    private readonly Part[] parts;
    private readonly SignedFields? fields;
    private readonly string[] idHeaders;
    private readonly byte[]? url;
    private readonly string name;

    public SigningPayload(SigningDescription signing, JsonPaths? paths, string? url)
    {
        fields = signing.Fields is { } list ? new SignedFields(list, paths!) : null;
        parts = [.. (signing.Content?.Parts ?? []).Select(part => new Part(
            part.Token, part.Name, Encoding.UTF8.GetBytes(part.Token == TemplateToken.Literal ? part.Name : ""), part.Path is { } path
                ? paths!.SlotOf(path) : -1))];
        idHeaders = [.. signing.IdHeaders];
        this.url = url is null ? null : Encoding.UTF8.GetBytes(url);
        IsBody = fields is null && parts is [] or [{ Token: TemplateToken.Body }];
        HasSecret = parts.Any(part => part.Token == TemplateToken.Secret);
        name = fields is not null ? $"{signing.Fields!.Names.Count} fields of the body" : signing.Content is { } content
            ? $"'{content.Text}'" : "";
    }

    /// <summary>Whether only the raw body is signed.</summary>
    public bool IsBody { get; }

    /// <summary>Whether the secret is part of the signed content.</summary>
    public bool HasSecret { get; }

    /// <summary>Describes the signed content in messages.</summary>
    public string Name(int bodyBytes) => IsBody ? $"the {bodyBytes} raw body bytes"
        : parts.Any(part => part.Token == TemplateToken.Body) ? $"{name} with {bodyBytes} raw body bytes"
        : name;

    /// <summary>Writes the content, or rejects the delivery if something is missing.</summary>
    public bool TryWrite(scoped in VerificationContext received, scoped ReadOnlySpan<char> time, scoped ReadOnlySpan<byte> key,
        ref PooledBufferWriter text, out Verdict refusal)
    {
        if (fields is not null)
        {
            return fields.TryWrite(received, ref text, out refusal);
        }

        refusal = default;
        foreach (var part in parts)
        {
            switch (part.Token)
            {
                case TemplateToken.Literal:
                    text.Append(part.Utf8);
                    break;
                case TemplateToken.Body:
                    text.Append(received.Body);
                    break;
                case TemplateToken.Timestamp:
                    text.Append(time);
                    break;
                case TemplateToken.Secret:
                    text.Append(key);
                    break;
                case TemplateToken.Url:
                    if (!TryUrl(received.Delivery, ref text, out refusal))
                    {
                        return false;
                    }

                    break;
                case TemplateToken.Id:
                case TemplateToken.Header:
                    var header = part.Token == TemplateToken.Id ? received.Present(idHeaders) : part.Name;
                    if (!SingleHeader.TryRead(received.Delivery, header, RejectionReason.SignatureMissing, out var value, out refusal))
                    {
                        return false;
                    }

                    text.Append(value);
                    break;
                default:
                    if (!TryValue(received, part, ref text, out refusal))
                    {
                        return false;
                    }

                    break;
            }
        }

        return true;
    }

    private bool TryUrl(Delivery delivery, ref PooledBufferWriter text, out Verdict refusal)
    {
        refusal = default;
        if (url is not null)
        {
            text.Append(url);
            return true;
        }

        if (delivery.Url?.Invoke() is { } called)
        {
            text.Append(called);
            return true;
        }

        refusal = Verdict.Refused(RejectionReason.SignatureMissing, "the called URL is signed, but it is unknown");
        return false;
    }

    // A string is signed unescaped, everything else as written.
    private static bool TryValue(scoped in VerificationContext received, scoped in Part part, ref PooledBufferWriter text,
        out Verdict refusal)
    {
        var token = received.Tokens[part.Slot];
        if (token.Type is JsonTokenType.None or JsonTokenType.Null || token.IsContainer)
        {
            refusal = Verdict.Refused(
                RejectionReason.BodyUnreadable,
                    $"the signed field '{part.Name}' {(token.IsContainer ? "is an object or a list" : "is missing or null")}");
            return false;
        }

        refusal = default;
        token.WriteTo(received.Json, ref text);
        return true;
    }

    private readonly record struct Part(TemplateToken Token, string Name, byte[] Utf8, int Slot);
}
