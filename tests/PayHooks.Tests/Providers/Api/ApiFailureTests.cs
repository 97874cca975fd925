using System.Globalization;
using Microsoft.AspNetCore.Http;
using PayHooks.Tests.Support;
using PayHooks.Verification.Api;
using PayHooks.Verification.Descriptions;

namespace PayHooks.Tests.Providers.Api;

/// <summary>Whatever an API does, the caller gets one kind of failure, in bounded time and memory, and the key goes to one host only.</summary>
public sealed class ApiFailureTests
{
    private const string List = """
        "lists": [{ "get": "/payments", "query": { "since": "{from}" }, "filter": "created", "items": "data[]",
            "next": { "by": "url", "json": "next" } }],
        "find": { "payment": { "get": "/payments/{id}" } }
        """;

    [Theory]
    [InlineData(401, ApiFailure.Refused)]
    [InlineData(403, ApiFailure.Refused)]
    [InlineData(400, ApiFailure.Unexpected)]
    [InlineData(404, ApiFailure.Unexpected)]
    [InlineData(422, ApiFailure.Unexpected)]
    [InlineData(408, ApiFailure.Unavailable)]
    [InlineData(500, ApiFailure.Unavailable)]
    [InlineData(503, ApiFailure.Unavailable)]
    public async Task A_status_says_what_to_do(int status, ApiFailure expected)
    {
        await using var api = await FakeApi.StartAsync((_, context) =>
            FakeApi.WriteAsync(context, $$"""{"error":"{{ApiBench.Key}}"}""", status));

        var failure = await FailureAsync(api);

        Assert.Equal(expected, failure.Failure);
        Assert.DoesNotContain(ApiBench.Key, failure.ToString(), StringComparison.Ordinal);
        Assert.Equal(expected == ApiFailure.Refused, failure.Message.Contains("PayHooks__Sources__shop__Api__Key", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("120", 120)]
    [InlineData("-5", null)]
    [InlineData(null, null)]
    [InlineData("Thu, 01 Jan 1970 00:00:00 GMT", 0)]
    public async Task Too_many_requests_say_how_long_to_wait(string? header, int? seconds)
    {
        await using var api = await FakeApi.StartAsync((_, context) =>
        {
            context.Response.Headers.RetryAfter = header;
            return FakeApi.WriteAsync(context, "{}", 429);
        });

        var failure = await FailureAsync(api);

        Assert.Equal((ApiFailure.Throttled, seconds), (failure.Failure, (int?)failure.RetryAfter?.TotalSeconds));
    }

    [Theory]
    [InlineData("not JSON")]
    [InlineData("")]
    [InlineData("17")]
    [InlineData("""{"data":{}}""")]
    [InlineData("""{"data":[1]}""")]
    [InlineData("""{"errors":[]}""")]
    public async Task What_is_not_the_documented_form_is_not_an_empty_list(string body)
    {
        await using var api = await FakeApi.StartAsync(_ => body);

        Assert.Equal(ApiFailure.Unexpected, (await FailureAsync(api)).Failure);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_response_that_is_too_large_is_not_read_to_its_end(bool saysSo)
    {
        await using var api = await FakeApi.StartAsync(async (_, context) =>
        {
            const int size = ApiConnection.LargestBody + 1;
            context.Response.ContentLength = saysSo ? size : null;
            await context.Response.WriteAsync(new string(' ', size));
        });

        var failure = await FailureAsync(api);

        Assert.Equal(ApiFailure.Unexpected, failure.Failure);
        Assert.Contains("4 MiB", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var other = await FakeApi.StartAsync(_ => """{"data":[]}""");
        await using var api = await FakeApi.StartAsync((_, context) =>
        {
            context.Response.Redirect(other.Url.AbsoluteUri);
            return Task.CompletedTask;
        });

        Assert.Equal(ApiFailure.Unexpected, (await FailureAsync(api)).Failure);
        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task A_next_page_on_another_host_is_not_read()
    {
        await using var other = await FakeApi.StartAsync(_ => """{"data":[]}""");
        await using var api = await FakeApi.StartAsync(_ => $$"""{"data":[{}],"next":"{{other.Url}}v1/payments"}""");

        Assert.Equal(ApiFailure.Unexpected, (await FailureAsync(api)).Failure);

        // Nor if a stored cursor says so.
        var failure = await Assert.ThrowsAsync<ProviderApiException>(() =>
            ApiBench.Described(List, api.Url).ListAsync(ApiBench.Window, $"0:{other.Url}v1/payments", CancellationToken.None));
        Assert.Equal(ApiFailure.Unexpected, failure.Failure);
        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task A_connection_that_is_cut_is_an_outage()
    {
        await using var api = await FakeApi.StartAsync(async (_, context) =>
        {
            context.Response.ContentLength = 100;
            await context.Response.WriteAsync("""{"data":[""");
            await context.Response.Body.FlushAsync();
            context.Abort();
        });

        Assert.Equal(ApiFailure.Unavailable, (await FailureAsync(api)).Failure);
    }

    [Fact]
    public async Task A_host_that_nobody_listens_at_is_an_outage()
    {
        var gone = await FakeApi.StartAsync(_ => "{}");
        var address = gone.Url;
        await gone.DisposeAsync();

        var failure = await Assert.ThrowsAsync<ProviderApiException>(() => ApiBench.ReadAsync(ApiBench.Described(List, address)));

        Assert.Equal(ApiFailure.Unavailable, failure.Failure);
    }

    [Fact]
    public async Task A_response_that_takes_too_long_is_an_outage()
    {
        var time = new ManualTime(Samples.Now);
        await using var api = await FakeApi.StartAsync(async (_, context) =>
        {
            // The first byte comes at once: the limit covers the whole response.
            await context.Response.WriteAsync("{");
            await context.Response.Body.FlushAsync();
            time.Advance(TimeSpan.FromSeconds(10));

            // Until the caller hangs up.
            var gone = new TaskCompletionSource();
            await using var registration = context.RequestAborted.Register(gone.SetResult);
            await gone.Task;
        });
        var connection = new ApiConnection(ApiBench.Http, Samples.Source(CustomProvider.Descriptor, "x"), api.Url) { Time = time };

        var failure = await Assert.ThrowsAsync<ProviderApiException>(() =>
            connection.SendAsync(new ApiRequest(HttpMethod.Get, api.Url), CancellationToken.None));

        Assert.Equal(ApiFailure.Unavailable, failure.Failure);
    }

    [Fact]
    public async Task A_caller_that_gives_up_is_told_so()
    {
        await using var api = await FakeApi.StartAsync(_ => "{}");
        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            ApiBench.Described(List, api.Url).ListAsync(ApiBench.Window, null, stopped.Token));
    }

    [Theory]
    [InlineData("http://api.acme.example")]
    [InlineData("ftp://127.0.0.1")]
    public void Only_https_is_called_outside_of_this_machine(string address)
    {
        var url = new Uri(address);

        if (url.IsLoopback)
        {
            Assert.False(new ApiConnection(ApiBench.Http, Samples.Source(CustomProvider.Descriptor, "x"), new Uri("http://127.0.0.1"))
                .IsOfHost(url));
        }
        else
        {
            Assert.Throws<ArgumentException>(() => new ApiConnection(ApiBench.Http, Samples.Source(CustomProvider.Descriptor, "x"), url));
        }
    }

    [Theory]
    [InlineData("../secrets", "..%2Fsecrets")]
    [InlineData("a b?c=d#e&f", "a%20b%3Fc%3Dd%23e%26f")]
    [InlineData("é", "%C3%A9")]
    [InlineData("a\r\nHost: b", "a%0D%0AHost%3A%20b")]
    public async Task An_id_stays_within_its_part_of_the_URL(string id, string escaped)
    {
        await using var api = await FakeApi.StartAsync(_ => """{"id":"1"}""");

        Assert.Single(await ApiBench.FindAsync(ApiBench.Described(List, api.Url), id));
        Assert.Equal($"GET /v1/payments/{escaped}", api.Requests.Single().Line);
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    public async Task An_id_that_would_be_another_path_is_unknown(string id)
    {
        await using var api = await FakeApi.StartAsync(_ => """{"id":"1"}""");

        Assert.Empty(await ApiBench.FindAsync(ApiBench.Described(List, api.Url), id));
        Assert.Empty(api.Requests);
    }

    [Fact]
    public async Task An_object_that_does_not_exist_is_not_a_failure()
    {
        await using var api = await FakeApi.StartAsync((_, context) => FakeApi.WriteAsync(context, "<html>", 404));

        Assert.Empty(await ApiBench.FindAsync(ApiBench.Described(List, api.Url), "pay_1"));
    }

    [Fact]
    public async Task A_kind_that_the_API_does_not_find_is_a_mistake_of_the_caller()
    {
        await using var api = await FakeApi.StartAsync(_ => "{}");
        var described = ApiBench.Described(List, api.Url);

        Assert.False(described.CanFind(new ApiLookup(new Subject(SubjectKind.Payout, "1"))));
        await Assert.ThrowsAsync<NotSupportedException>(() => ApiBench.FindAsync(described, "1", SubjectKind.Payout));
    }

    [Fact]
    public void A_key_is_not_printed() => Assert.DoesNotContain(ApiBench.Key,
        string.Create(CultureInfo.InvariantCulture, $"{new ApiSettings { Key = ApiBench.Key }} {new ApiRequest(HttpMethod.Get, new Uri("https://a.example")) { Headers = [KeyValuePair.Create("Authorization", ApiBench.Key)] }}"),
        StringComparison.Ordinal);

    private static Task<ProviderApiException> FailureAsync(FakeApi api) =>
        Assert.ThrowsAsync<ProviderApiException>(() => ApiBench.ReadAsync(ApiBench.Described(List, api.Url)));
}
