using System.Globalization;
using System.Text.Json;
using PayHooks.Verification.Api;
using PayHooks.Verification.Descriptions.Model;
using PayHooks.Verification.Json;

namespace PayHooks.Verification.Descriptions.Running;

/// <summary>An API that is described in JSON instead of code.</summary>
internal sealed class DescribedApi : IProviderApi
{
    private readonly ApiCaller caller;
    private readonly ApiListRunner[] lists;
    private readonly (ApiFindDescription Find, JsonPaths Paths, ApiItemMaker Maker)[] finds;

    public DescribedApi(ApiDescription description, SourceSettings source, HttpMessageInvoker http)
    {
        caller = new ApiCaller(description, source, http);
        lists = [.. description.Lists.Select(list => new ApiListRunner(list, caller))];
        finds = [.. description.Finds.Select(find => (find, new JsonPaths(find.Paths), new ApiItemMaker(find.Item)))];
        Redelivery = description.Redelivery is { } redelivery ? new DescribedRedelivery(redelivery, caller) : null;
        Capabilities = new ApiCapabilities
        {
            Lists = lists.Length > 0,
            Finds = description.Finds.Select(find => find.Kind).OfType<SubjectKind>().ToHashSet(),
            ListsEvents = lists.Length == 0 ? Redelivery is not null : description.Lists.All(list => list.Item.HasIdentity),
            Filter = description.Lists.Select(list => list.Filter).DefaultIfEmpty().Min(),
            IsComplete = lists.Length > 0 && description.Lists.All(list => list.IsComplete),
            LongestLife = description.Lists.Max(list => list.Life),
            MaxAge = description.Lists.Min(list => list.MaxAge),
        };
    }

    /// <inheritdoc/>
    public ApiCapabilities Capabilities { get; }

    /// <inheritdoc/>
    public IEndpointApi? Endpoints { get; init; }

    /// <inheritdoc/>
    public IRedeliveryApi? Redelivery { get; }

    /// <inheritdoc/>
    public bool CanFind(ApiLookup lookup) => Way(lookup) >= 0;

    /// <inheritdoc/>
    public async Task<ApiPage> ListAsync(ApiWindow window, string? cursor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(window);
        if (lists.Length == 0)
        {
            throw new NotSupportedException("This API has no list.");
        }

        var (index, own) = Parse(cursor);
        var page = await lists[index].ReadAsync(window, own, cancellationToken).ConfigureAwait(false);
        return page with { Next = page.Next is not null ? $"{index}:{page.Next}" : index + 1 < lists.Length ? $"{index + 1}:" : null };
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ApiItem>> FindAsync(ApiLookup lookup, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lookup);
        var way = Way(lookup);
        if (way < 0)
        {
            throw new NotSupportedException($"This API cannot look up a {lookup.Subject.Kind} with such an id.");
        }

        var (find, paths, maker) = finds[way];
        var id = find.Kind is null ? lookup.ProviderEventId : lookup.Subject.Id;
        var response = await caller.SendAsync(find.Call, new ApiCallValues { Id = id }, cancellationToken).ConfigureAwait(false);
        if (response is null || response.Status is 404 or 410 || find.NotFound.Contains(response.Status))
        {
            return [];
        }

        if (!response.IsSuccess)
        {
            throw caller.Connection.Unexpected(response);
        }

        return Found(find, paths, response.Body) is { } item ? [maker.Found(item)] : [];
    }

    private ReadOnlyMemory<byte>? Found(ApiFindDescription find, JsonPaths paths, ReadOnlyMemory<byte> body)
    {
        var json = body.Span;
        var tokens = new JsonToken[paths.Count];
        if (paths.Find(json, tokens, JsonNameRule.LastCounts) != JsonShape.Object)
        {
            throw caller.Connection.Unexpected("responded with something other than an object");
        }

        if (find.Unknown is var (path, text) && tokens[paths.SlotOf(path)].Text(json) == text)
        {
            return null;
        }

        if (find.Path is null)
        {
            return body;
        }

        var token = tokens[paths.SlotOf(find.Path)];
        if (token.Type == JsonTokenType.StartObject)
        {
            return body.Slice(token.Start, token.Length);
        }

        // The only item of a list that is filtered by the id.
        return token.Type == JsonTokenType.None && find.Path.Steps.Any(step => step.Name is null) ? (ReadOnlyMemory<byte>?)null
            : throw caller.Connection.Unexpected($"responded without an object at '{find.Path.Text}'");
    }

    // An event is asked for rather than its object: it is exactly what is in question.
    private int Way(ApiLookup lookup)
    {
        var byEvent = lookup.ProviderEventId is { Length: > 0 } id
            ? Array.FindIndex(finds, one => one.Find.Kind is null && Takes(one.Find, id))
            : -1;
        return byEvent >= 0 ? byEvent
            : Array.FindIndex(finds, one => one.Find.Kind == lookup.Subject.Kind && Takes(one.Find, lookup.Subject.Id));
    }

    private static bool Takes(ApiFindDescription find, string id) => find.Ids?.Fits(id) ?? id.Length > 0;

    // A cursor that a run of another version left behind: the run begins again, which finds nothing new twice.
    private (int Index, string? Own) Parse(string? cursor)
    {
        var colon = cursor?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        if (colon < 0 || !int.TryParse(cursor.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            || index >= lists.Length)
        {
            return (0, null);
        }

        var own = cursor![(colon + 1)..];
        return (index, own.Length > 0 ? own : null);
    }
}
