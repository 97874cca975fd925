using System.Globalization;
using System.Text.Json;
using PayHooks.Verification.Api;
using PayHooks.Verification.Descriptions.Model;
using PayHooks.Verification.Json;

namespace PayHooks.Verification.Descriptions.Running;

/// <summary>Reads the pages of one list.</summary>
internal sealed class ApiListRunner
{
    // Providers sort by their ids, whose order can differ a little from that of the times.
    private static readonly TimeSpan Disorder = TimeSpan.FromMinutes(1);

    private readonly ApiListDescription list;
    private readonly ApiCaller caller;
    private readonly BatchPath items;
    private readonly ApiItemMaker maker;
    private readonly JsonPath? container;
    private readonly JsonPaths paths;

    public ApiListRunner(ApiListDescription list, ApiCaller caller)
    {
        this.list = list;
        this.caller = caller;
        items = new BatchPath(list.Items);
        maker = new ApiItemMaker(list.Item, list.Paging.Kind == ApiPagingKind.Last ? list.Paging.Path : null);
        var steps = list.Items.Steps.TakeWhile(step => !step.IsEach).Count();
        container = steps > 0 ? list.Items.First(steps) : null;
        paths = new JsonPaths([.. list.Paging.Paths, .. container is null ? Array.Empty<JsonPath>() : [container]]);
    }

    private ApiConnection Connection => caller.Connection;

    /// <summary>Reads a page.</summary>
    /// <param name="window">The window.</param>
    /// <param name="cursor">The cursor, or null for the first page.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <param name="endpoint">The provider's id of the endpoint, for a list of its deliveries.</param>
    public async Task<ApiPage> ReadAsync(
        ApiWindow window, string? cursor, CancellationToken cancellationToken, string? endpoint = null)
    {
        var values = new ApiCallValues { Window = window, Cursor = cursor ?? First(list.Paging.Kind), EndpointId = endpoint };
        var response = cursor is not null && list.Paging.IsUrl
            ? await caller.GetAsync(NextUrl(cursor), cancellationToken).ConfigureAwait(false)
            : await caller.SendAsync(list.Call, values, cancellationToken).ConfigureAwait(false)
                ?? throw Connection.Unexpected("has no such list: an id or Api__Account cannot be part of a URL");
        if (!response.IsSuccess)
        {
            throw Connection.Unexpected(response);
        }

        var raw = Split(response.Body);
        var next = Next(response, raw, cursor);
        if (next is not null && next == cursor)
        {
            throw Connection.Unexpected("returned the same page twice");
        }

        List<ApiItem> page = [.. raw.Select(maker.Listed).OfType<ApiItem>()];
        return new ApiPage(page, IsOlder(page, window) ? null : next);
    }

    private static string? First(ApiPagingKind paging) => paging switch
    {
        ApiPagingKind.Page => "1",
        ApiPagingKind.Skip => "0",
        _ => null,
    };

    private List<ReadOnlyMemory<byte>> Split(ReadOnlyMemory<byte> body)
    {
        List<ReadOnlyMemory<byte>> raw = [];
        var found = default(BatchItems);
        try
        {
            if (items.TryFind(body.Span, ref found))
            {
                for (var i = 0; i < found.Count; i++)
                {
                    raw.Add(body.Slice(found[i].Start, found[i].Length));
                }

                return raw;
            }
        }
        finally
        {
            found.Dispose();
        }

        // Anything else must not pass for an empty list: what it lacks would never be looked for again.
        return list.MayBeAbsent && container is not null && Tokens(body.Span)[paths.SlotOf(container)].Type == JsonTokenType.None ? raw
            : throw Connection.Unexpected($"responded without a list of objects at '{items.Text}'");
    }

    // A list that cannot be restricted is newest first. If it were not, its first page would be its end, and nothing would ever be found.
    private bool IsOlder(List<ApiItem> page, ApiWindow window)
    {
        if (list.Filter != ApiTimeFilter.None || page.Count == 0)
        {
            return false;
        }

        if (page[0].At + Disorder < page[^1].At)
        {
            throw Connection.Unexpected("lists its oldest items first, so that new ones cannot be found");
        }

        return page.TrueForAll(item => item.At < window.From);
    }

    private string? Next(ApiResponse response, List<ReadOnlyMemory<byte>> raw, string? cursor)
    {
        var paging = list.Paging;
        var json = response.Body.Span;
        var tokens = Tokens(json);
        if (raw.Count == 0 || (paging.More is { } more && !IsSet(tokens[paths.SlotOf(more)], json)))
        {
            return null;
        }

        switch (paging.Kind)
        {
            case ApiPagingKind.Last:
                return maker.IdOf(raw[^1].Span) ?? throw Connection.Unexpected($"returned an item without '{paging.Path!.Text}'");
            case ApiPagingKind.Link:
                return response.NextLink is { } link ? NextUrl(link).AbsoluteUri : null;
            case ApiPagingKind.Page:
                var page = Number(cursor) ?? 1;
                return paging.Pages is { } pages && Number(tokens[paths.SlotOf(pages)].Text(json)) is { } last && page >= last ? null
                    : Text(page + 1);
            case ApiPagingKind.Skip:
                return Text((Number(cursor) ?? 0) + raw.Count);
            default:
                var token = tokens[paths.SlotOf(paging.Path!)];
                var next = token.Text(json);
                return next is null && (paging.More is not null || token.HasContent)
                    ? throw Connection.Unexpected($"has more pages, but returned no usable '{paging.Path!.Text}'")
                    : next is not null && paging.Kind == ApiPagingKind.Url ? NextUrl(next).AbsoluteUri : next;
        }
    }

    private Uri NextUrl(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && Connection.IsOfHost(url)
        ? url
        : throw Connection.Unexpected("names a next page on another host, which is not called");

    private static int? Number(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number < int.MaxValue - ApiConnection.LargestBody
            ? number
            : null;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private JsonToken[] Tokens(ReadOnlySpan<byte> json)
    {
        var tokens = new JsonToken[paths.Count];
        paths.Find(json, tokens, JsonNameRule.LastCounts);
        return tokens;
    }

    private static bool IsSet(JsonToken token, ReadOnlySpan<byte> json) => token.IsContainer
        || (token.HasContent && token.Type != JsonTokenType.False && token.Text(json) is not "0");
}
