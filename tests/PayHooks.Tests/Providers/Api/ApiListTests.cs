using System.Globalization;
using PayHooks.Tests.Support;
using PayHooks.Verification.Api;

namespace PayHooks.Tests.Providers.Api;

/// <summary>Lists are read to their end, whatever their cursor is, and while they change.</summary>
public sealed class ApiListTests
{
    private static readonly string[] Ten = [.. Enumerable.Range(1, 10).Select(i => $$"""{"id":"p{{i}}"}""")];

    [Theory]
    [InlineData("""{ "by": "cursor", "json": "cursor" }""")]
    [InlineData("""{ "by": "last", "json": "id", "more": "more" }""")]
    [InlineData("""{ "by": "last", "json": "id" }""")]
    [InlineData("""{ "by": "page", "more": "more" }""")]
    [InlineData("""{ "by": "page", "pages": "pages" }""")]
    [InlineData("""{ "by": "page" }""")]
    [InlineData("""{ "by": "skip" }""")]
    public async Task Every_page_is_read_once(string next)
    {
        await using var api = await FakeApi.StartAsync(request => Page(Ten, request, 3, next.Contains("skip", StringComparison.Ordinal)));
        var described = ApiBench.Described(
            $$"""
            "lists": [{ "get": "/p", "query": { "since": "{from}", "until": "{until}", "c": "{cursor}" }, "time": "seconds",
                "filter": "created", "items": "data[]", "next": {{next}} }]
            """,
            api.Url);

        var items = await ApiBench.ReadAsync(described);

        Assert.Equal(Ten, ApiBench.Texts(items));
        Assert.InRange(api.Requests.Count, 4, 5);
        Assert.All(api.Requests, request =>
            Assert.StartsWith("GET /v1/p?since=1768474800&until=1768478400", request.Line, StringComparison.Ordinal));
        Assert.All(api.Requests, request => Assert.Equal($"Bearer {ApiBench.Key}", request.Headers["Authorization"]));
        Assert.Equal((true, false, ApiTimeFilter.Created),
            (described.Capabilities.Lists, described.Capabilities.ListsEvents, described.Capabilities.Filter));
    }

    [Fact]
    public async Task A_next_page_on_the_same_host_is_followed()
    {
        FakeApi? self = null;
        await using var api = self = await FakeApi.StartAsync(request => request.Line.EndsWith("after=p1", StringComparison.Ordinal)
            ? """{"data":[{"id":"p2"}]}"""
            : $$"""{"data":[{"id":"p1"}],"next":"{{self!.Url}}v1/p?after=p1"}""");
        var described = ApiBench.Described(
            """
            "lists": [{ "get": "/p", "query": { "since": "{from}" }, "filter": "created", "items": "data[]",
                "next": { "by": "url", "json": "next" } }]
            """,
            api.Url);

        Assert.Equal(["""{"id":"p1"}""", """{"id":"p2"}"""], ApiBench.Texts(await ApiBench.ReadAsync(described)));
    }

    [Fact]
    public async Task A_list_that_grows_while_it_is_read_repeats_items_and_skips_none()
    {
        List<string> items = [.. Ten];
        await using var api = await FakeApi.StartAsync(request =>
        {
            var page = Page(items, request, 3);
            items.Insert(0, $$"""{"id":"new{{items.Count}}"}""");
            return page;
        });
        var described = ApiBench.Described(
            """
            "lists": [{ "get": "/p", "query": { "since": "{from}", "c": "{cursor}" }, "filter": "created", "items": "data[]",
                "next": { "by": "page", "more": "more" } }]
            """,
            api.Url);

        var read = ApiBench.Texts(await ApiBench.ReadAsync(described));

        Assert.Empty(Ten.Except(read));
        Assert.True(read.Length > Ten.Length);
    }

    [Fact]
    public async Task A_provider_that_returns_one_page_for_ever_is_noticed()
    {
        await using var api = await FakeApi.StartAsync(_ => """{"data":[{"id":"p1"}],"more":true}""");
        var described = ApiBench.Described(
            """
            "lists": [{ "get": "/p", "query": { "since": "{from}", "after": "{cursor}" }, "filter": "created", "items": "data[]",
                "next": { "by": "last", "json": "id", "more": "more" } }]
            """,
            api.Url);

        var failure = await Assert.ThrowsAsync<ProviderApiException>(() => ApiBench.ReadAsync(described));

        Assert.Equal((ApiFailure.Unexpected, 2), (failure.Failure, api.Requests.Count));
    }

    [Fact]
    public async Task A_list_without_a_filter_ends_after_a_page_that_is_older_than_the_window()
    {
        // Newest first, an hour apart: the window has two, and the third page is the first without one of them.
        string[] items = [.. Enumerable.Range(0, 30).Select(i =>
            $$"""{"id":"p{{i}}","created":"{{Samples.Now.AddMinutes(-10 - (40 * i)):O}}"}""")];
        await using var api = await FakeApi.StartAsync(request => Page(items, request, 2));
        var described = Unfiltered(api);

        var read = await ApiBench.ReadAsync(described);

        Assert.Equal(4, read.Count);
        Assert.Equal(2, api.Requests.Count);
        Assert.Equal(Samples.Now.AddMinutes(-10), read[0].At);
        Assert.Equal(ApiTimeFilter.None, described.Capabilities.Filter);
    }

    [Fact]
    public async Task A_list_without_a_filter_that_is_oldest_first_is_noticed()
    {
        string[] items = [.. Enumerable.Range(0, 30).Select(i => $$"""{"id":"p{{i}}","created":{{1700000000 + (3600 * i)}}}""")];
        await using var api = await FakeApi.StartAsync(request => Page(items, request, 2));

        var failure = await Assert.ThrowsAsync<ProviderApiException>(() => ApiBench.ReadAsync(Unfiltered(api)));

        Assert.Equal(ApiFailure.Unexpected, failure.Failure);
        Assert.Contains("oldest", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_lists_are_read_one_after_another()
    {
        await using var api = await FakeApi.StartAsync(request =>
            Page([$$"""{"id":"{{request.Line[8..10]}}1"}""", $$"""{"id":"{{request.Line[8..10]}}2"}"""], request, 1));
        const string rest = """
            "query": { "since": "{from}", "c": "{cursor}" }, "filter": "updated", "maxAge": "30.00:00:00", "items": "data[]",
            "next": { "by": "page", "more": "more" }
            """;
        var described = ApiBench.Described($$"""
            "lists": [{ "get": "/aa", {{rest}} }, { "get": "/bb", {{rest.Replace("updated", "created", StringComparison.Ordinal)}} }]
            """, api.Url);

        Assert.Equal(["""{"id":"aa1"}""", """{"id":"aa2"}""", """{"id":"bb1"}""", """{"id":"bb2"}"""],
            ApiBench.Texts(await ApiBench.ReadAsync(described)));
        Assert.Equal((ApiTimeFilter.Created, TimeSpan.FromDays(30)), (described.Capabilities.Filter, described.Capabilities.MaxAge));

        // A cursor of a version with more lists begins again.
        Assert.Single((await described.ListAsync(ApiBench.Window, "7:3", CancellationToken.None)).Items);
        Assert.Single((await described.ListAsync(ApiBench.Window, "what", CancellationToken.None)).Items);
    }

    [Fact]
    public async Task A_body_is_made_of_an_item_without_changing_its_values()
    {
        await using var api = await FakeApi.StartAsync(_ =>
            """{"data":[{"id":7,"state":"PAID","n":1.50,"text":"a\u00e9/\"","live":false},{"id":8,"state":"NEW"},{"id":9,"state":"PAID"}]}""");
        var described = ApiBench.Described(
            """
            "bodies": { "p": {
                "type": { "json": "state", "is": { "PAID": "payment.paid" } },
                "body": { "type": "{type}", "fixed": 3, "live": "{json:live}", "name": "{json:id}/{json:text}", "data": { "object": "{item}" } }
            } },
            "lists": [{ "get": "/p", "query": { "since": "{from}", "c": "{cursor}" }, "filter": "created", "items": "data[]", "as": "p",
                "next": { "by": "cursor", "json": "cursor" } }]
            """,
            api.Url);

        Assert.Equal(
            [
                """{"type":"payment.paid","fixed":3,"live":false,"name":"7/a\u00E9/\u0022","data":{"object":{"id":7,"state":"PAID","n":1.50,"text":"a\u00e9/\"","live":false}}}""",
                """{"type":"payment.paid","fixed":3,"data":{"object":{"id":9,"state":"PAID"}}}""",
            ],
            ApiBench.Texts(await ApiBench.ReadAsync(described)));
    }

    [Fact]
    public async Task A_window_is_not_cut_off_within_a_second()
    {
        await using var api = await FakeApi.StartAsync(_ => """{"data":[]}""");
        var described = ApiBench.Described(
            """
            "account": { "form": "an id", "optional": true },
            "lists": [{ "post": "/p", "body": { "from": "{from}", "to": "{until}", "c": "{cursor}", "a": "{account}", "n": 5 }, "filter": "created",
                "items": "data[]", "next": { "by": "cursor", "json": "cursor" } }]
            """,
            api.Url);

        await ApiBench.ReadAsync(described, new ApiWindow(Samples.Now.AddTicks(5), Samples.Now.AddMilliseconds(5)));

        Assert.Equal("""{"from":"2026-01-15T12:00:00Z","to":"2026-01-15T12:00:01Z","n":5}""", api.Requests.Single().Body);
    }

    private static IProviderApi Unfiltered(FakeApi api) => ApiBench.Described(
        """
        "lists": [{ "get": "/p", "query": { "c": "{cursor}" }, "items": "data[]", "at": "created", "next": { "by": "page", "more": "more" } }]
        """,
        api.Url);

    // A page, with the cursors of every kind beside it.
    private static string Page(IReadOnlyList<string> items, FakeRequest request, int size, bool skips = false)
    {
        var cursor = request.Line.Find("[?&]c=(?<it>[^&]*)").FirstOrDefault() ?? "c0";
        var number = int.Parse(cursor.TrimStart('c', 'p'), CultureInfo.InvariantCulture);

        // The id of an item is the number of items up to it.
        var skip = skips || cursor[0] is 'c' or 'p' ? number : (number - 1) * size;
        var page = items.Skip(skip).Take(size);
        var hasMore = skip + size < items.Count;
        return $$"""
            {"data":[{{string.Join(',', page)}}],"more":{{(hasMore ? "true" : "false")}},"pages":{{(items.Count + size - 1) / size}}
            {{(hasMore ? $",\"cursor\":\"c{skip + size}\"" : "")}}}
            """;
    }
}
