using System.Buffers;
using System.Globalization;
using System.Text.Json;
using PayHooks.Verification.Descriptions.Model;

namespace PayHooks.Verification.Descriptions.Running;

/// <summary>Writes the bodies of requests. What has no value is left out.</summary>
internal static class ApiRequestBody
{
    private const string FirstIndex = "[0]";

    /// <summary>Writes JSON.</summary>
    public static byte[] Json(ApiJson body, ApiCallDescription call, ApiCallValues values)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(writer, body.Members ?? [], call, values);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>
    /// The fields of a form. A field of event types is repeated for each of them; if its name ends in <c>[0]</c>, the index is counted.
    /// </summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Form(
        IReadOnlyList<(string Name, Template Value)> form, ApiCallDescription call, ApiCallValues values)
    {
        List<KeyValuePair<string, string>> fields = [];
        foreach (var (name, template) in form)
        {
            if (template.Parts is [{ Token: TemplateToken.Events }])
            {
                fields.AddRange((values.Endpoint?.Events ?? []).Select((type, index) => KeyValuePair.Create(
                    name.EndsWith(FirstIndex, StringComparison.Ordinal)
                        ? string.Create(CultureInfo.InvariantCulture, $"{name[..^FirstIndex.Length]}[{index}]") : name,
                    type)));
            }
            else if (values.Text(template, call.Time) is { } text)
            {
                fields.Add(KeyValuePair.Create(name, text));
            }
        }

        return fields;
    }

    private static void Write(
        Utf8JsonWriter writer, IReadOnlyList<(string Name, ApiJson Value)> members, ApiCallDescription call, ApiCallValues values)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in members)
        {
            if (value.Members is { } inner)
            {
                if (HasValue(value, call, values))
                {
                    writer.WritePropertyName(name);
                    Write(writer, inner, call, values);
                }
            }
            else if (value.Template is not { } template)
            {
                writer.WritePropertyName(name);
                writer.WriteRawValue(value.Literal!);
            }
            else if (template.Parts is [{ Token: TemplateToken.Events }])
            {
                WriteEvents(writer, name, values.Endpoint?.Events);
            }
            else if (values.Text(template, call.Time) is { } text)
            {
                WriteText(writer, name, template, text);
            }
        }

        writer.WriteEndObject();
    }

    // An object that could contain values and has none would erase what it replaces.
    private static bool HasValue(ApiJson json, ApiCallDescription call, ApiCallValues values)
    {
        var open = json.Templates.Where(template => template.Parts.Any(part => part.Token != TemplateToken.Literal)).ToArray();
        return open.Length == 0 || Array.Exists(open, template => template.Parts is [{ Token: TemplateToken.Events }]
            ? values.Endpoint?.Events is not null : values.Text(template, call.Time) is not null);
    }

    private static void WriteEvents(Utf8JsonWriter writer, string name, IReadOnlyList<string>? events)
    {
        if (events is null)
        {
            return;
        }

        writer.WriteStartArray(name);
        foreach (var type in events)
        {
            writer.WriteStringValue(type);
        }

        writer.WriteEndArray();
    }

    private static void WriteText(Utf8JsonWriter writer, string name, Template template, string text)
    {
        var isBoolean = template.Parts is [{ Token: TemplateToken.Enabled or TemplateToken.Disabled }] && text is ("true" or "false");
        if (isBoolean)
        {
            writer.WriteBoolean(name, text == "true");
        }
        else
        {
            writer.WriteString(name, text);
        }
    }
}
