using PayHooks.Verification.Api;
using PayHooks.Verification.Descriptions.Model;
using PayHooks.Verification.Json;

namespace PayHooks.Verification.Descriptions.Reading;

/// <summary>Reads the lists of an API.</summary>
internal static class ApiListReader
{
    /// <summary>The members of a list.</summary>
    public static readonly string[] Members =
        [.. ApiCallReader.Members, "items", "absent", .. ApiBodyReader.ItemMembers, "filter", "maxAge", "life", "complete", "next"];

    /// <summary>The members of the next page.</summary>
    public static readonly string[] NextMembers = ["by", "json", "more", "pages"];

    /// <summary>The times by which a list can be restricted.</summary>
    public static readonly (string, ApiTimeFilter)[] Filters =
        [("none", ApiTimeFilter.None), ("created", ApiTimeFilter.Created), ("updated", ApiTimeFilter.Updated)];

    /// <summary>The kinds of cursors.</summary>
    public static readonly (string, ApiPagingKind)[] Pagings =
    [
        ("cursor", ApiPagingKind.Cursor), ("last", ApiPagingKind.Last), ("page", ApiPagingKind.Page), ("skip", ApiPagingKind.Skip),
        ("url", ApiPagingKind.Url), ("link", ApiPagingKind.Link),
    ];

    /// <summary>Reads the lists.</summary>
    public static IReadOnlyList<ApiListDescription> Read(JsonObjectReader api, IReadOnlyDictionary<string, ApiItemDescription> bodies) =>
        [.. api.Objects("lists", Members).Select(at => List(at, bodies, Template.OfApiList)).OfType<ApiListDescription>()];

    /// <summary>Reads a list of objects that are not bodies of webhooks; null if it is invalid.</summary>
    public static ApiListDescription? Read(JsonObjectReader at, TemplateToken[] allowed) =>
        List(at, new Dictionary<string, ApiItemDescription>(), allowed);

    private static ApiListDescription? List(
        JsonObjectReader at, IReadOnlyDictionary<string, ApiItemDescription> bodies, TemplateToken[] allowed)
    {
        var call = ApiCallReader.Read(at, allowed);
        var items = Items(at);
        var paging = Next(at);
        var filter = at.Choice("filter", ApiTimeFilter.None, Filters);
        var maxAge = at.Time("maxAge", TimeSpan.Zero, TimeSpan.FromDays(1), TimeSpan.FromDays(3650));
        var life = at.Time("life", TimeSpan.Zero, TimeSpan.FromHours(1), TimeSpan.FromDays(30));
        var item = ApiBodyReader.Item(at, bodies);
        if (call is null || items is null || paging is null)
        {
            return null;
        }

        if (call.Has(TemplateToken.From) != (filter != ApiTimeFilter.None))
        {
            at.Error("filter", filter == ApiTimeFilter.None ? "is none, but the request contains {from}" : "needs {from} in the request",
                "Set filter to created or updated, and write {from} where the start of the window belongs.");
        }

        if (filter == ApiTimeFilter.None && item.At.Count == 0)
        {
            at.Error("at", "is missing: without a filter, a list is read until its items are too old", "Set it to the time of creation.");
        }

        if (call.Has(TemplateToken.Cursor) == paging.IsUrl)
        {
            at.Error("next", paging.IsUrl ? "is a URL, which replaces the request with its {cursor}"
                : "needs {cursor} in the request", "Write {cursor} where the cursor belongs, except for a URL.");
        }

        if (life > TimeSpan.Zero && (filter == ApiTimeFilter.Updated || item.HasIdentity))
        {
            at.Error("life", "has no effect: the list is by the time of changes", "Remove it.");
        }

        return new ApiListDescription(call, items, item)
        {
            Life = life > TimeSpan.Zero ? life : null,
            IsComplete = at.Flag("complete"),
            Filter = filter,
            MaxAge = maxAge > TimeSpan.Zero ? maxAge : null,
            MayBeAbsent = at.Flag("absent"),
            Paging = paging,
        };
    }

    /// <summary>Reads where the items of a list are.</summary>
    public static JsonPath? Items(JsonObjectReader at)
    {
        if (at.Word("items") is not { } text)
        {
            if (!at.Has("items"))
            {
                at.Error("items", "is missing", "Say where the items are: data[], or [] if the response is the list.");
            }

            return null;
        }

        var path = JsonPath.Parse(text, out var reason);
        if (path is { IsMany: true } && path.Steps.All(step => step.Name is not null || step.IsEach))
        {
            return path;
        }

        at.Error("items", path is null ? $"('{text}') {reason}" : $"('{text}') is not every item of a list",
            "Write it as data[], or data[].event.");
        return null;
    }

    /// <summary>Reads how the next page is found.</summary>
    public static ApiPaging? Next(JsonObjectReader at)
    {
        if (at.Object("next", NextMembers) is not { } next)
        {
            at.Error("next", "is missing", "Say how the next page is found: { \"by\": \"page\", \"more\": \"next_page\" }.");
            return null;
        }

        if (!next.Has("by"))
        {
            next.Error("by", "is missing", $"Use one of: {string.Join(", ", Pagings.Select(one => one.Item1))}.");
        }

        var kind = next.Choice("by", ApiPagingKind.Page, Pagings);
        var paging = new ApiPaging(kind)
        {
            Path = ApiTemplates.Path(next, "json"),
            More = ApiTemplates.Path(next, "more"),
            Pages = ApiTemplates.Path(next, "pages"),
        };
        if (next.Has("json") == kind is ApiPagingKind.Page or ApiPagingKind.Skip or ApiPagingKind.Link)
        {
            next.Error("json", next.Has("json") ? "has no effect: pages are counted or linked" : "is missing",
                "It is the path of the cursor, the URL, or the id in the last item.");
        }

        if (paging.Pages is not null && kind != ApiPagingKind.Page)
        {
            next.Error("pages", "has no effect: nothing is counted", "Use more, or set by to page.");
        }

        return paging;
    }
}
