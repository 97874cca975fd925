using PayHooks.Verification.Api;

namespace PayHooks.Tests.Providers.Api;

/// <summary>
/// One list and one request for each provider that makes deliveries again, in the structure of its published description (named in its
/// preset), with values of our own.
/// </summary>
public sealed class RedeliveryExchangeTests
{
    [Fact]
    public async Task GitHub_lists_deliveries_newest_first_with_the_next_page_in_a_header()
    {
        FakeApi? self = null;
        await using var fake = self = await FakeApi.StartAsync(async (request, context) =>
        {
            if (request.Line.StartsWith("POST ", StringComparison.Ordinal))
            {
                await FakeApi.WriteAsync(context, "{}", 202);
                return;
            }

            var isFirst = !request.Line.Contains("cursor", StringComparison.Ordinal);
            if (isFirst)
            {
                context.Response.Headers.Link = $"<{self!.Url}repos/acme/shop/hooks/9/deliveries?per_page=100&cursor=v1_17>; rel=\"next\"";
            }

            await FakeApi.WriteAsync(context, isFirst
                ? """
                [{"id":12345678,"guid":"0b989ba4-242f-11e5-81e1-c7b6966d2516","delivered_at":"2026-01-15T11:57:43Z","redelivery":true,"duration":0.27,
                  "status":"OK","status_code":200,"event":"issues","action":"opened","installation_id":123,"repository_id":456,"throttled_at":null}]
                """
                : """
                [{"id":12345677,"guid":"0b989ba4-242f-11e5-81e1-c7b6966d2516","delivered_at":"2026-01-15T11:40:00Z","redelivery":false,"duration":10.0,
                  "status":"failed to connect","status_code":502,"event":"issues","action":"opened","installation_id":null,"repository_id":456}]
                """);
        });
        var api = ApiBench.Provider("github", new ApiSettings { Key = ApiBench.Key, Account = "repos/acme/shop", BaseUrl = fake.Url })
            .CreateApi(ApiBench.Http)!;

        var deliveries = await ReadAsync(api, "9");
        var problem = await api.Redelivery!.RedeliverAsync("9", "12345677", default);

        Assert.Null(problem);
        Assert.Equal(
            [
                "12345678 0b989ba4-242f-11e5-81e1-c7b6966d2516 Delivered issues 11:57:43 True",
                "12345677 0b989ba4-242f-11e5-81e1-c7b6966d2516 Failed issues 11:40:00 True",
            ],
            deliveries.Select(Describe));
        Assert.All(deliveries, one => Assert.Null(one.Body));
        Assert.Equal(
            [
                "GET /repos/acme/shop/hooks/9/deliveries?per_page=100",
                "GET /repos/acme/shop/hooks/9/deliveries?per_page=100&cursor=v1_17",
                "POST /repos/acme/shop/hooks/9/deliveries/12345677/attempts",
            ],
            fake.Requests.Select(request => request.Line));
        Assert.All(fake.Requests, request => Assert.Equal(
            ("application/vnd.github+json", "2022-11-28"), (request.Headers["Accept"], request.Headers["X-GitHub-Api-Version"])));
        Assert.Equal((false, TimeSpan.FromDays(3)), (api.Capabilities.Lists, api.Redelivery.MaxAge));
    }

    [Fact]
    public async Task Paddle_lists_notifications_with_their_bodies_and_replays_the_original()
    {
        await using var fake = await FakeApi.StartAsync((request, context) => request.Line.EndsWith("ntf_03/replay", StringComparison.Ordinal)
            ? FakeApi.WriteAsync(context, """{"error":{"type":"request_error","code":"notification_replay_invalid_origin_type"}}""", 400)
            : FakeApi.WriteAsync(context, request.Line.StartsWith("POST ", StringComparison.Ordinal)
                ? """{"data":{"notification_id":"ntf_04"},"meta":{"request_id":"r"}}"""
                : """
                {"data":[
                  {"id":"ntf_03","type":"transaction.completed","status":"needs_retry","payload":{"event_id":"evt_01","event_type":"transaction.completed",
                    "occurred_at":"2026-01-15T11:10:00Z","notification_id":"ntf_03","data":{"id":"txn_01","status":"completed"}},
                    "occurred_at":"2026-01-15T11:50:00Z","delivered_at":null,"replayed_at":null,"origin":"replay","last_attempt_at":null,
                    "retry_at":"2026-01-15T12:00:00Z","times_attempted":1,"notification_setting_id":"ntfset_01"},
                  {"id":"ntf_02","type":"transaction.completed","status":"failed","payload":{"event_id":"evt_01","event_type":"transaction.completed",
                    "occurred_at":"2026-01-15T11:10:00Z","notification_id":"ntf_02","data":{"id":"txn_01","status":"completed"}},
                    "occurred_at":"2026-01-15T11:10:00Z","delivered_at":null,"replayed_at":"2026-01-15T11:50:00Z","origin":"event",
                    "last_attempt_at":"2026-01-15T11:20:00Z","retry_at":null,"times_attempted":3,"notification_setting_id":"ntfset_01"}],
                 "meta":{"request_id":"r","pagination":{"per_page":200,"next":"https://api.paddle.com/notifications?after=ntf_02","has_more":false,
                   "estimated_total":2}}}
                """));
        var api = ApiBench.Provider("paddle", new ApiSettings { Key = ApiBench.Key, BaseUrl = fake.Url }).CreateApi(ApiBench.Http)!;

        var deliveries = await ReadAsync(api, "ntfset_01");

        Assert.Equal(
            [
                "ntf_03 evt_01 Pending transaction.completed 11:50:00 False",
                "ntf_02 evt_01 Failed transaction.completed 11:10:00 True",
            ],
            deliveries.Select(Describe));
        Assert.All(deliveries, one => Assert.Contains("\"event_id\":\"evt_01\"", System.Text.Encoding.UTF8.GetString(one.Body!.Value.Span),
            StringComparison.Ordinal));
        Assert.Null(await api.Redelivery!.RedeliverAsync("ntfset_01", "ntf_02", default));
        Assert.Equal("The provider rejected the request with status 400.", await api.Redelivery.RedeliverAsync("ntfset_01", "ntf_03", default));
        Assert.Equal(
            [
                "GET /notifications?notification_setting_id=ntfset_01&from=2026-01-15T11%3A00%3A00Z&to=2026-01-15T12%3A00%3A00Z&per_page=200",
                "POST /notifications/ntf_02/replay", "POST /notifications/ntf_03/replay",
            ],
            fake.Requests.Select(request => request.Line));
    }

    [Fact]
    public async Task An_empty_response_is_not_a_list_without_deliveries_and_confirms_a_request_for_one()
    {
        await using var fake = await FakeApi.StartAsync(_ => "");
        var api = ApiBench.Described(
            """
            "endpoints": {
              "list": { "get": "/hooks", "items": "[]" }, "endpoint": { "id": "id", "url": "url" }, "create": { "post": "/hooks", "body": { "url": "{url}" } }
            },
            "redelivery": {
              "list": { "get": "/hooks/{endpoint}/deliveries", "items": "data[]", "absent": true, "at": "at", "next": { "by": "link" } },
              "delivery": { "id": "id", "event": "guid", "state": { "json": "status", "delivered": ["OK"] } },
              "request": { "post": "/hooks/{endpoint}/deliveries/{id}/attempts" }
            }
            """,
            fake.Url);

        var failure = await Assert.ThrowsAsync<ProviderApiException>(() => ReadAsync(api, "7"));

        Assert.Equal(ApiFailure.Unexpected, failure.Failure);
        Assert.Null(await api.Redelivery!.RedeliverAsync("7", "1", default));
    }

    private static string Describe(ApiDelivery one) =>
        $"{one.Id} {one.Event} {one.State} {one.Type} {one.At:HH:mm:ss} {one.IsRepeatable}";

    private static async Task<List<ApiDelivery>> ReadAsync(IProviderApi api, string endpoint)
    {
        List<ApiDelivery> all = [];
        string? cursor = null;
        do
        {
            var page = await api.Redelivery!.ListAsync(endpoint, ApiBench.Window, cursor, default);
            all.AddRange(page.Deliveries);
            cursor = page.Next;
        }
        while (cursor is not null);
        return all;
    }
}
