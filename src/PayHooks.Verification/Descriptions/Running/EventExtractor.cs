using PayHooks.Verification.Descriptions.Model;
using PayHooks.Verification.Json;
using PayHooks.Verification.Signatures;

namespace PayHooks.Verification.Descriptions.Running;

/// <summary>Extracts the facts of an event from the paths in a scheme.</summary>
internal sealed class EventExtractor
{
    private readonly EventDescription description;
    private readonly BodyForm body;
    private readonly string[] idHeaders;
    private readonly JsonPaths paths;
    private readonly TypeMap types;
    private readonly SubjectExtractor subjects;

    /// <param name="scheme">The scheme.</param>
    /// <param name="mode">The mode of the source's secrets, <c>live</c> or <c>test</c>; empty if unknown.</param>
    public EventExtractor(SchemeDescription scheme, string mode)
    {
        description = scheme.Event;
        body = scheme.Body;
        idHeaders = [.. scheme.Signings[0].IdHeaders];
        paths = new JsonPaths(description.Paths);
        types = new TypeMap(description.Types);
        subjects = new SubjectExtractor(description, mode);
        var parts = description.Facts.SelectMany(fact => fact.Sources).SelectMany(source => source.Template?.Parts ?? []).ToArray();
        Headers =
        [
            .. parts.Where(part => part.Token == TemplateToken.Header).Select(part => part.Name)
                .Concat(parts.Any(part => part.Token == TemplateToken.Id) ? idHeaders : [])
                .Distinct(StringComparer.OrdinalIgnoreCase),
        ];
    }

    /// <summary>The headers that facts are read from.</summary>
    public IReadOnlyList<string> Headers { get; }

    /// <summary>Extracts the facts.</summary>
    public EventFacts Read(ReadOnlyMemory<byte> bytes, Func<string, string?>? header)
    {
        if (body == BodyForm.Json)
        {
            return Read(EventPayload.WithoutBom(bytes).Span, bytes, header);
        }

        var json = new PooledBufferWriter(bytes.Length * 2);
        try
        {
            FormBody.WriteJson(bytes.Span, ref json);
            return Read(json.Text, bytes, header);
        }
        finally
        {
            json.Dispose();
        }
    }

    private EventFacts Read(ReadOnlySpan<byte> json, ReadOnlyMemory<byte> bytes, Func<string, string?>? header)
    {
        var tokens = new JsonToken[paths.Count];
        if (paths.Find(json, tokens, JsonNameRule.LastCounts) != JsonShape.Object)
        {
            return EventFacts.Unrecognised;
        }

        var facts = new FactReading(paths, idHeaders, json, tokens, header);
        var (type, status) = (facts.First(description.Type, FactKind.Word), facts.First(description.Status, FactKind.Text));
        var (identity, eventId) = Identity(facts, type, status);
        var common = CommonType(facts, type, status);
        var read = new EventFacts
        {
            Identity = identity,
            ProviderEventId = eventId,
            Type = common,
            ProviderType = type ?? status,
            Resource = new Resource(facts.First(description.Resource, FactKind.Id), facts.First(description.Reference, FactKind.Id)),
            Amount = facts.First(description.Amount.Of(common), FactKind.Number) is { } number ? facts.Amount(description, common, number)
                : null,
            Livemode = Livemode(facts),
            OccurredAt = facts.Time(description.Time),
        };
        return read with { Subject = subjects.Read(facts, read, bytes) };
    }

    // A body that matches none of the kinds is unrecognised: its status belongs to some other object.
    private string CommonType(in FactReading facts, string? type, string? status)
    {
        if (description.Objects.Count == 0)
        {
            return types.Of("", type, status);
        }

        foreach (var kind in description.Objects)
        {
            if (facts.Is(kind))
            {
                return types.Of($"{kind.Name}:", type, status);
            }
        }

        return EventTypes.Unrecognised;
    }

    // Frozen: a different identity would make every repeated delivery a new event. It is built only from the provider's own values, so that
    // changes to the type map do not affect it. Several notifications of different types may share one id.
    private (string? Identity, string? EventId) Identity(in FactReading facts, string? type, string? status)
    {
        if (facts.First(description.Id, FactKind.Id, out var source) is not { } id)
        {
            return (null, null);
        }

        var parts = source!.Template?.Parts ?? [];
        if (parts.Count > 1)
        {
            var hasType = type is null || description.Type.Any(one => parts.Any(part => part.Path is { } path && path.Equals(one.Path)));
            return (hasType ? id : $"{id}|{type}", null);
        }

        // Without a type, an id in the body may be that of the payment, which has many events. An id in a header identifies the event.
        var isInHeader = parts is [{ Path: null }];
        return (type ?? status) is { } text ? ($"{id}|{text}", id) : isInHeader ? (id, id) : (null, null);
    }

    private bool? Livemode(in FactReading facts)
    {
        foreach (var source in description.Livemode)
        {
            if (BooleanText.Live(facts.Of(source, FactKind.Text)) is { } live)
            {
                return live != source.IsOpposite;
            }
        }

        return null;
    }
}
