using System.Buffers;
using System.Text;
using System.Text.Json;
using PayHooks.Verification.Api;
using PayHooks.Verification.Descriptions.Model;
using PayHooks.Verification.Json;

namespace PayHooks.Verification.Descriptions.Running;

/// <summary>Makes bodies of webhooks from items of an API.</summary>
internal sealed class ApiItemMaker
{
    private const string NoStatus = "unknown";

    private readonly ApiItemDescription description;
    private readonly JsonPaths paths;
    private readonly JsonPath? id;

    /// <param name="description">What an item is.</param>
    /// <param name="id">The id that becomes the cursor; null if another value does.</param>
    public ApiItemMaker(ApiItemDescription description, JsonPath? id = null)
    {
        this.description = description;
        this.id = id;
        paths = new JsonPaths([.. description.Paths, .. id is null ? Array.Empty<JsonPath>() : [id]]);
    }

    /// <summary>Makes the body of an item of a list; null if the provider sends no webhook for its status.</summary>
    public ApiItem? Listed(ReadOnlyMemory<byte> item) => Make(item, isListed: true);

    /// <summary>Makes the body of an object that was looked up. If its status is not one of those listed, it is the type.</summary>
    public ApiItem Found(ReadOnlyMemory<byte> item) => Make(item, isListed: false)!;

    /// <summary>The id of an item, or null.</summary>
    public string? IdOf(ReadOnlySpan<byte> item) => id is null ? null : Tokens(item)[paths.SlotOf(id)].Text(item);

    private ApiItem? Make(ReadOnlyMemory<byte> item, bool isListed)
    {
        var json = item.Span;
        var tokens = Tokens(json);
        string? type = null;
        if (description.Status is { } source)
        {
            var status = Text(source, json, tokens, null);
            if (status is null || !description.Types.TryGetValue(status, out type))
            {
                if (isListed)
                {
                    return null;
                }

                type = status ?? NoStatus;
            }
        }

        var body = description.Body is { } template ? Write(template, json, tokens, type) : item.ToArray();
        return new ApiItem(body) { HasWebhookIdentity = description.HasIdentity, At = At(json, tokens) };
    }

    private JsonToken[] Tokens(ReadOnlySpan<byte> item)
    {
        var tokens = new JsonToken[paths.Count];
        paths.Find(item, tokens, JsonNameRule.LastCounts);
        return tokens;
    }

    private DateTimeOffset? At(ReadOnlySpan<byte> json, JsonToken[] tokens)
    {
        foreach (var source in description.At)
        {
            if (Text(source, json, tokens, null) is { } text && ProviderTime.Parse(text) is { } time)
            {
                return time;
            }
        }

        return null;
    }

    private byte[] Write(ApiJson template, ReadOnlySpan<byte> json, JsonToken[] tokens, string? type)
    {
        var buffer = new ArrayBufferWriter<byte>(json.Length + 256);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            WriteObject(writer, template.Members ?? [], json, tokens, type);
        }

        return buffer.WrittenSpan.ToArray();
    }

    private void WriteObject(Utf8JsonWriter writer, IReadOnlyList<(string Name, ApiJson Value)> members, ReadOnlySpan<byte> json,
        JsonToken[] tokens, string? type)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in members)
        {
            if (value.Members is { } inner)
            {
                writer.WritePropertyName(name);
                WriteObject(writer, inner, json, tokens, type);
            }
            else if (value.Template is not { } template)
            {
                writer.WritePropertyName(name);
                writer.WriteRawValue(value.Literal!);
            }
            else if (template.Parts is [{ Token: TemplateToken.Item }])
            {
                writer.WritePropertyName(name);
                writer.WriteRawValue(json, skipInputValidation: true);
            }
            else if (template.Parts is [{ Path: { } path }])
            {
                Copy(writer, name, json, tokens[paths.SlotOf(path)]);
            }
            else if (Text(template, json, tokens, type) is { } text)
            {
                writer.WriteString(name, text);
            }
        }

        writer.WriteEndObject();
    }

    private static void Copy(Utf8JsonWriter writer, string name, ReadOnlySpan<byte> json, JsonToken value)
    {
        if (value.Type != JsonTokenType.None)
        {
            writer.WritePropertyName(name);
            writer.WriteRawValue(json.Slice(value.Start, value.Length), skipInputValidation: true);
        }
    }

    // All or nothing: part of a text would mean something else.
    private string? Text(Template template, ReadOnlySpan<byte> json, JsonToken[] tokens, string? type)
    {
        var text = new StringBuilder();
        foreach (var part in template.Parts)
        {
            var value = part.Token switch
            {
                TemplateToken.Literal => part.Name,
                TemplateToken.Type => type,
                TemplateToken.Json => tokens[paths.SlotOf(part.Path!)].Text(json),
                _ => null,
            };
            if (string.IsNullOrEmpty(value))
            {
                return null;
            }

            text.Append(value);
        }

        return text.ToString();
    }
}
