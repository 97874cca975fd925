using PayHooks.Verification.Api;
using PayHooks.Verification.Json;

namespace PayHooks.Verification.Descriptions.Model;

/// <summary>A list of a provider's API.</summary>
/// <param name="Call">The request for a page.</param>
/// <param name="Items">The path of the items in the response.</param>
/// <param name="Item">What an item is.</param>
internal sealed record ApiListDescription(ApiCallDescription Call, JsonPath Items, ApiItemDescription Item)
{
    /// <summary>The time by which it is restricted.</summary>
    public ApiTimeFilter Filter { get; init; }

    /// <summary>How far back it goes; null if that is unknown.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>How long after its creation an item can change at most; null if that is unknown.</summary>
    public TimeSpan? Life { get; init; }

    /// <summary>Whether it has everything that webhooks report.</summary>
    public bool IsComplete { get; init; }

    /// <summary>Whether the list is missing in a response when it is empty.</summary>
    public bool MayBeAbsent { get; init; }

    /// <summary>How the next page is found.</summary>
    public required ApiPaging Paging { get; init; }
}

/// <summary>How the next page of a list is found.</summary>
/// <param name="Kind">The kind.</param>
internal sealed record ApiPaging(ApiPagingKind Kind)
{
    /// <summary>Whether the next page has a URL of its own, instead of a cursor in the request.</summary>
    public bool IsUrl => Kind is ApiPagingKind.Url or ApiPagingKind.Link;

    /// <summary>Where the response contains the cursor or URL, or where an item contains its id; null otherwise.</summary>
    public JsonPath? Path { get; init; }

    /// <summary>A member of the response that is absent, null, false, 0 or empty on the last page; null if there is none.</summary>
    public JsonPath? More { get; init; }

    /// <summary>The member of the response with the number of pages; null if there is none. Without both, the last page is empty.</summary>
    public JsonPath? Pages { get; init; }

    /// <summary>The paths that are read from a response.</summary>
    public IEnumerable<JsonPath> Paths =>
        new[] { Kind == ApiPagingKind.Last ? null : Path, More, Pages }.OfType<JsonPath>();
}

/// <summary>What the cursor of a list is.</summary>
internal enum ApiPagingKind
{
    /// <summary>A text in the response.</summary>
    Cursor = 0,

    /// <summary>The id of the last item.</summary>
    Last = 1,

    /// <summary>The number of the page, from 1.</summary>
    Page = 2,

    /// <summary>The number of items before the page.</summary>
    Skip = 3,

    /// <summary>The URL of the next page, in the response.</summary>
    Url = 4,

    /// <summary>The URL of the next page, in the header <c>Link</c>.</summary>
    Link = 5,
}
