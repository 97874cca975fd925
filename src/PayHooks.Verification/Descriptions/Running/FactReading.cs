using System.Globalization;
using System.Text;
using System.Text.Json;
using PayHooks.Verification.Descriptions.Model;
using PayHooks.Verification.Json;

namespace PayHooks.Verification.Descriptions.Running;

/// <summary>The kind of value a fact has.</summary>
internal enum FactKind
{
    /// <summary>A string, number or boolean.</summary>
    Text = 0,

    /// <summary>A string.</summary>
    Word = 1,

    /// <summary>A string or a number.</summary>
    Id = 2,

    /// <summary>A number, or a string that holds one.</summary>
    Number = 3,
}

/// <summary>The values of one body and its headers.</summary>
/// <param name="paths">The paths that were looked up.</param>
/// <param name="idHeaders">The headers that may contain <c>{id}</c>.</param>
/// <param name="json">The body.</param>
/// <param name="tokens">The positions of the values.</param>
/// <param name="header">Reads a header.</param>
internal readonly ref struct FactReading(
    JsonPaths paths, string[] idHeaders, ReadOnlySpan<byte> json, JsonToken[] tokens, Func<string, string?>? header)
{
    private readonly ReadOnlySpan<byte> json = json;

    /// <summary>The value of the first source that is present.</summary>
    public string? First(IReadOnlyList<FactSource> sources, FactKind kind) => First(sources, kind, out _);

    /// <summary>The value of the first source that is present, and that source.</summary>
    public string? First(IReadOnlyList<FactSource> sources, FactKind kind, out FactSource? used)
    {
        foreach (var source in sources)
        {
            if (Of(source, kind) is { } text)
            {
                used = source;
                return text;
            }
        }

        used = null;
        return null;
    }

    /// <summary>The value of a source, or null.</summary>
    public string? Of(FactSource source, FactKind kind) =>
        source.Sum is { } sum ? Sum(source.Path!, sum) : source.Path is { } path ? OfPath(path, kind) : OfTemplate(source.Template!);

    /// <summary>The time from the first source with a valid time, not just the first one present.</summary>
    public DateTimeOffset? Time(IReadOnlyList<FactSource> sources)
    {
        foreach (var source in sources)
        {
            if (ProviderTime.Parse(Of(source, FactKind.Text)) is { } time)
            {
                return time;
            }
        }

        return null;
    }

    /// <summary>Converts a number in the body to an amount, in the currency of events of a type.</summary>
    public Amount Amount(EventDescription description, string type, string number)
    {
        var currency = First(description.Currency.Of(type), FactKind.Word) ?? description.DefaultCurrency;
        int? exponent = currency is not null && description.Exponents.TryGetValue(currency.ToUpperInvariant(), out var own) ? own : null;
        return PayHooks.Amount.Read(number, currency, description.Unit, exponent);
    }

    /// <summary>Whether the body is an object of a kind.</summary>
    public bool Is(ObjectKind kind)
    {
        foreach (var path in kind.Has)
        {
            if (!IsPresent(path))
            {
                return false;
            }
        }

        foreach (var path in kind.HasNot)
        {
            if (IsPresent(path))
            {
                return false;
            }
        }

        foreach (var (path, text) in kind.Is)
        {
            if (!IsEqual(OfPath(path, FactKind.Text), text))
            {
                return false;
            }
        }

        return true;
    }

    private bool IsPresent(JsonPath path) => Token(path).Type is not (JsonTokenType.None or JsonTokenType.Null);

    // 0 and 0.00 are equal.
    private static bool IsEqual(string? value, string text) =>
        value == text
        || (decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var other) && number == other);

    private string? Sum(JsonPath list, SumDescription sum)
    {
        var token = Token(list);
        return token.Type == JsonTokenType.StartArray ? AmountSum.Of(sum, token.Raw(json)) : null;
    }

    private string? OfPath(JsonPath path, FactKind kind)
    {
        var token = Token(path);
        return kind switch
        {
            FactKind.Number => token.NumberText(json),
            FactKind.Word when token.Type != JsonTokenType.String => null,
            FactKind.Id when token.Type is not (JsonTokenType.String or JsonTokenType.Number) => null,
            _ => token.Text(json),
        };
    }

    // All or nothing: a partial id may be that of another event.
    private string? OfTemplate(Template template)
    {
        var text = new StringBuilder();
        foreach (var part in template.Parts)
        {
            var value = part.Token switch
            {
                TemplateToken.Literal => part.Name,
                TemplateToken.Header => HeaderValue([part.Name]),
                TemplateToken.Id => HeaderValue(idHeaders),
                _ => OfPath(part.Path!, FactKind.Text),
            };
            if (string.IsNullOrEmpty(value))
            {
                return null;
            }

            text.Append(value);
        }

        return text.ToString();
    }

    private string? HeaderValue(string[] names)
    {
        foreach (var name in names)
        {
            if (header?.Invoke(name) is { Length: > 0 } value)
            {
                return value;
            }
        }

        return null;
    }

    private JsonToken Token(JsonPath path) => tokens[paths.SlotOf(path)];
}
