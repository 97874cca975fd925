using System.Text;
using System.Text.Json;
using PayHooks.Verification.Descriptions.Model;
using PayHooks.Verification.Json;
using PayHooks.Verification.Signatures;

namespace PayHooks.Verification.Descriptions.Running;

/// <summary>Reads the facts of an event from the paths that a scheme names.</summary>
internal sealed class EventExtractor
{
    private readonly EventDescription description;
    private readonly BodyForm body;
    private readonly string[] idHeaders;
    private readonly JsonPaths paths;
    private readonly TypeMap types;

    public EventExtractor(SchemeDescription scheme)
    {
        description = scheme.Event;
        body = scheme.Body;
        idHeaders = [.. scheme.Signings[0].IdHeaders];
        paths = new JsonPaths(description.Paths);
        types = new TypeMap(description.Types);
        var parts = description.Facts.SelectMany(fact => fact.Sources).SelectMany(source => source.Template?.Parts ?? []).ToArray();
        Headers =
        [
            .. parts.Where(part => part.Token == TemplateToken.Header).Select(part => part.Name)
                .Concat(parts.Any(part => part.Token == TemplateToken.Id) ? idHeaders : [])
                .Distinct(StringComparer.OrdinalIgnoreCase),
        ];
    }

    /// <summary>The headers that facts come from.</summary>
    public IReadOnlyList<string> Headers { get; }

    /// <summary>Reads them.</summary>
    public EventFacts Read(ReadOnlyMemory<byte> bytes, Func<string, string?>? header)
    {
        if (body == BodyForm.Json)
        {
            return Read(EventPayload.WithoutBom(bytes).Span, header);
        }

        var json = new PooledBufferWriter(bytes.Length * 2);
        try
        {
            FormBody.WriteJson(bytes.Span, ref json);
            return Read(json.Text, header);
        }
        finally
        {
            json.Dispose();
        }
    }

    private EventFacts Read(ReadOnlySpan<byte> json, Func<string, string?>? header)
    {
        var tokens = new JsonToken[paths.Count];
        if (paths.Find(json, tokens, JsonNameRule.LastCounts) != JsonShape.Object)
        {
            return EventFacts.Unrecognised;
        }

        var facts = new Reading(this, json, tokens, header);
        var (type, status) = (facts.First(description.Type, Kind.Word), facts.First(description.Status, Kind.Text));
        if (type is null && status is null)
        {
            // Without a type an id is not known to be the event's: it may be that of the payment, which has many events.
            return EventFacts.Unrecognised;
        }

        var identity = facts.First(description.Id, Kind.Id);
        return new EventFacts
        {
            Identity = identity,
            ProviderEventId = facts.IsOneValue ? identity : null,
            Type = types.Of(type, status),
            ProviderType = type ?? status,
            Resource = new Resource(facts.First(description.Resource, Kind.Id), facts.First(description.Reference, Kind.Id)),
            Amount = facts.First(description.Amount, Kind.Number) is { } amount
                ? Amount.Read(amount, Currency(facts.First(description.Currency, Kind.Word)), AmountUnit.Unknown)
                : null,
            Livemode = Livemode(facts),
            OccurredAt = Time(facts),
        };
    }

    private string? Currency(string? sent) =>
        sent is null || string.Equals(sent, description.DefaultCurrency, StringComparison.OrdinalIgnoreCase) ? description.DefaultCurrency : sent;

    private bool? Livemode(Reading facts)
    {
        foreach (var source in description.Livemode)
        {
            if (BooleanText.Live(facts.Of(source, Kind.Text)) is { } live)
            {
                return live != source.IsOpposite;
            }
        }

        return null;
    }

    // The first that is a time, not only the first that is there.
    private DateTimeOffset? Time(Reading facts)
    {
        foreach (var source in description.Time)
        {
            if (ProviderTime.Parse(facts.Of(source, Kind.Text)) is { } time)
            {
                return time;
            }
        }

        return null;
    }

    private enum Kind
    {
        /// <summary>A string, number or boolean.</summary>
        Text,

        /// <summary>A string.</summary>
        Word,

        /// <summary>A string or a number.</summary>
        Id,

        /// <summary>A number, or a string that holds one.</summary>
        Number,
    }

    private ref struct Reading(EventExtractor plan, ReadOnlySpan<byte> json, JsonToken[] tokens, Func<string, string?>? header)
    {
        private readonly ReadOnlySpan<byte> json = json;

        /// <summary>Whether the last fact was one value, and not made of several.</summary>
        public bool IsOneValue { get; private set; }

        public string? First(IReadOnlyList<FactSource> sources, Kind kind)
        {
            foreach (var source in sources)
            {
                if (Of(source, kind) is { } text)
                {
                    IsOneValue = source.Template is null or { Parts.Count: 1 };
                    return text;
                }
            }

            return null;
        }

        public readonly string? Of(FactSource source, Kind kind) => source.Path is { } path ? OfPath(path, kind) : OfTemplate(source.Template!);

        private readonly string? OfPath(JsonPath path, Kind kind)
        {
            var token = tokens[plan.paths.SlotOf(path)];
            return kind switch
            {
                Kind.Number => token.NumberText(json),
                Kind.Word when token.Type != JsonTokenType.String => null,
                Kind.Id when token.Type is not (JsonTokenType.String or JsonTokenType.Number) => null,
                _ => token.Text(json),
            };
        }

        // All of it or nothing: half of an id may be that of another event.
        private readonly string? OfTemplate(Template template)
        {
            var text = new StringBuilder();
            foreach (var part in template.Parts)
            {
                var value = part.Token switch
                {
                    TemplateToken.Literal => part.Name,
                    TemplateToken.Header => HeaderValue([part.Name]),
                    TemplateToken.Id => HeaderValue(plan.idHeaders),
                    _ => OfPath(part.Path!, Kind.Text),
                };
                if (string.IsNullOrEmpty(value))
                {
                    return null;
                }

                text.Append(value);
            }

            return text.ToString();
        }

        private readonly string? HeaderValue(string[] names)
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
    }
}
