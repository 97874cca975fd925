using System.Text.Json.Nodes;
using System.Web;
using PayHooks.Verification.Api;

namespace PayHooks.Tests.Providers.Api;

/// <summary>
/// One list and one creation for each provider, in the structure of its published description (named in its preset), with values of our
/// own.
/// </summary>
public sealed class EndpointExchangeTests
{
    private const string Url = "https://shop.example/webhooks/shop";
    private const string Secret = "payhooks:kq3PpD0cB8m1n5X7yT2vR4sW6uZ9aE1fG3hJ5kL7mN0";

    private static readonly Dictionary<string, Exchange> All = new()
    {
        ["stripe"] = new(
            "GET /v1/webhook_endpoints?limit=100",
            """
            {"object":"list","url":"/v1/webhook_endpoints","has_more":false,"data":[{"id":"we_1","object":"webhook_endpoint","api_version":null,
              "created":1768478400,"description":"PayHooks","enabled_events":["payment_intent.succeeded","refund.failed"],"livemode":false,
              "metadata":{"payhooks":"pending"},"status":"disabled","url":"URL-HERE"}]}
            """,
            "we_1 False payment_intent.succeeded,refund.failed unfinished",
            "POST /v1/webhook_endpoints",
            $"url={Url}&enabled_events[]=a.b&enabled_events[]=c.d&description=PayHooks, source shop&metadata[payhooks]=pending",
            """{"id":"we_2","object":"webhook_endpoint","enabled_events":["a.b"],"secret":"whsec_made","status":"enabled","url":"URL-HERE"}""",
            "whsec_made"),
        ["square"] = new(
            "GET /v2/webhooks/subscriptions?include_disabled=true",
            """
            {"subscriptions":[{"id":"wbhk_1","name":"Shop","enabled":true,"event_types":["payment.created","payment.updated"],
              "notification_url":"URL-HERE","api_version":"2026-01-15","created_at":"2026-01-10 23:29:48 +0000 UTC"}]}
            """,
            "wbhk_1 True payment.created,payment.updated",
            "POST /v2/webhooks/subscriptions",
            """
            {"idempotency_key":"RANDOM","subscription":{"name":"PayHooks, source shop","notification_url":"URL-HERE",
              "event_types":["a.b","c.d"],"enabled":false}}
            """,
            """{"subscription":{"id":"wbhk_2","enabled":false,"notification_url":"URL-HERE","signature_key":"square-key-made"}}""",
            "square-key-made"),
        ["paddle"] = new(
            "GET /notification-settings?per_page=200",
            """
            {"data":[{"id":"ntfset_1","description":"Shop","type":"url","destination":"URL-HERE","active":true,"api_version":1,
              "include_sensitive_fields":false,"traffic_source":"all","endpoint_secret_key":"pdl_ntfset_listed",
              "subscribed_events":[{"name":"transaction.completed","description":"d","group":"Transaction","available_versions":[1]}]}],
             "meta":{"request_id":"r"}}
            """,
            "ntfset_1 True transaction.completed pdl_ntfset_listed",
            "POST /notification-settings",
            """
            {"description":"PayHooks, source shop","type":"url","destination":"URL-HERE","subscribed_events":["a.b","c.d"],"api_version":1,
              "traffic_source":"all"}
            """,
            """{"data":{"id":"ntfset_2","destination":"URL-HERE","active":true,"endpoint_secret_key":"pdl_ntfset_made"},"meta":{}}""",
            "pdl_ntfset_made"),
        ["lemon-squeezy"] = new(
            "GET /v1/webhooks?filter%5Bstore_id%5D=17&page%5Bsize%5D=100&page%5Bnumber%5D=1",
            """
            {"meta":{"page":{"currentPage":1,"lastPage":1}},"links":{"first":"f","last":"l"},"data":[{"type":"webhooks","id":"7",
              "attributes":{"store_id":17,"url":"URL-HERE","events":["order_created"],"last_sent_at":null,"test_mode":true}}]}
            """,
            "7  order_created",
            "POST /v1/webhooks",
            """
            {"data":{"type":"webhooks","attributes":{"url":"URL-HERE","events":["a.b","c.d"],"secret":"SECRET-HERE"},
              "relationships":{"store":{"data":{"type":"stores","id":"17"}}}}}
            """,
            """{"data":{"type":"webhooks","id":"8","attributes":{"url":"URL-HERE","events":["a.b"],"test_mode":true}}}""",
            null)
        {
            Account = "17",
        },
        ["woocommerce"] = new(
            "GET /store/wp-json/wc/v3/webhooks?per_page=100&page=1",
            """
            [{"id":142,"name":"Order updated","status":"disabled","topic":"order.updated","resource":"order","event":"updated",
              "hooks":["woocommerce_update_order"],"delivery_url":"URL-HERE","date_created":"2026-01-15T20:17:52"}]
            """,
            "142 False order.updated",
            "POST /store/wp-json/wc/v3/webhooks",
            """{"name":"PayHooks, source shop","topic":"a.b","delivery_url":"URL-HERE","secret":"SECRET-HERE","status":"active"}""",
            """{"id":143,"status":"active","topic":"a.b","delivery_url":"URL-HERE"}""",
            null)
        {
            Account = "shop.example.com/store",
            Events = ["a.b"],
        },
        ["chargebee"] = new(
            "GET /api/v2/webhook_endpoints?limit=100",
            """
            {"list":[{"webhook_endpoint":{"id":"whv2_1","name":"shop","url":"URL-HERE","disabled":true,"primary_url":false,"api_version":"v2",
              "enabled_events":["payment_succeeded"],"object":"webhook_endpoint"}}]}
            """,
            "whv2_1 False payment_succeeded",
            "POST /api/v2/webhook_endpoints",
            $"name=PayHooks, source shop&api_version=v2&url={Url}&basic_auth_username=payhooks"
                + $"&basic_auth_password={Secret.Split(':')[1]}&disabled=false&enabled_events[0]=a.b&enabled_events[1]=c.d",
            """{"webhook_endpoint":{"id":"whv2_2","name":"n","url":"URL-HERE","disabled":false,"api_version":"v2"}}""",
            null)
        {
            Account = "acme",
        },
        ["github"] = new(
            "GET /repos/acme/shop.js/hooks?per_page=100&page=1",
            """
            [{"type":"Repository","id":12345678,"name":"web","active":true,"events":["push","*"],
              "config":{"content_type":"json","insecure_ssl":"0","url":"URL-HERE"},"updated_at":"2026-01-15T00:57:16Z",
              "url":"https://api.github.com/repos/acme/shop.js/hooks/12345678","last_response":{"code":null,"status":"unused","message":null}}]
            """,
            "12345678 True push,*",
            "POST /repos/acme/shop.js/hooks",
            """
            {"name":"web","active":true,"events":["a.b","c.d"],
              "config":{"url":"URL-HERE","content_type":"json","secret":"SECRET-HERE","insecure_ssl":"0"}}
            """,
            """{"id":12345679,"name":"web","active":true,"events":["a.b"],"config":{"url":"URL-HERE","secret":"********"}}""",
            null)
        {
            Account = "repos/acme/shop.js",
        },
        ["razorpay"] = new(
            "GET /v2/accounts/acc_1/webhooks?count=100&skip=0",
            """
            {"entity":"collection","count":1,"items":[{"id":"HK1","created_at":1768478400,"updated_at":1768478400,"service":"beta-api-live",
              "owner_id":"1","owner_type":"merchant","context":[],"disabled_at":0,"url":"URL-HERE","alert_email":"a@shop.example",
              "secret_exists":true,"entity":"webhook","active":true,"events":["payment.captured"]}]}
            """,
            "HK1 True payment.captured",
            "POST /v2/accounts/acc_1/webhooks",
            """{"url":"URL-HERE","secret":"SECRET-HERE","events":["a.b","c.d"]}""",
            """{"id":"HK2","entity":"webhook","url":"URL-HERE","active":true,"secret_exists":true,"events":["a.b"]}""",
            null)
        {
            Account = "acc_1",
        },
        ["adyen"] = new(
            "GET /v3/merchants/ShopECOM/webhooks?pageSize=100&pageNumber=1",
            """
            {"_links":{"self":{"href":"h"}},"itemsTotal":1,"pagesTotal":1,"data":[{"id":"S2-1","type":"standard","url":"URL-HERE","active":false,
              "description":"d","hasError":false,"hasPassword":false,"communicationFormat":"json","sslVersion":"TLSv1.3"}]}
            """,
            "S2-1 False ",
            "POST /v3/merchants/ShopECOM/webhooks",
            """{"type":"standard","url":"URL-HERE","active":false,"communicationFormat":"json","description":"PayHooks, source shop"}""",
            """{"id":"S2-2","type":"standard","url":"URL-HERE","active":false,"communicationFormat":"json"}""",
            "D7DD5BA6146493707BF0BE7496F6404EC7A63616B7158EC927B9F54BB436765F")
        {
            Account = "ShopECOM",
        },
        ["portone"] = new(
            "GET /api/merchant/client/webhook?environment=live",
            """
            {"content":[{"name":"shop","uuid":"u-1","url":"URL-HERE","enabled":true,"created_at":"2026-01-15T07:25:58.457526Z",
              "type":"payment_status"}],"message":"m","status_code":"2000","status_reason":"SUCCESS"}
            """,
            "u-1 True payment_status",
            "POST /api/merchant/client/webhook",
            """{"name":"RANDOM","url":"URL-HERE","type":"a.b","environment":"live"}""",
            """{"content":{"name":"n","uuid":"u-2","url":"URL-HERE","enabled":true,"type":"a.b"},"message":"m","status_code":"2000"}""",
            null)
        {
            Events = ["a.b"],
        },
    };

    public static TheoryData<string> Providers => [.. All.Keys];

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Lists_what_is_registered(string provider)
    {
        var exchange = All[provider];
        var pages = 0;
        await using var server = await FakeApi.StartAsync(_ => pages++ == 0 ? Filled(exchange.List)
            : exchange.List.TrimStart()[0] == '[' ? "[]" : """{"items":[]}""");

        var endpoint = Assert.Single(await Open(provider, server).ListAsync(CancellationToken.None));

        Assert.Equal(exchange.ListLine, server.Requests[0].Line);
        Assert.Equal(Url, endpoint.Url);
        Assert.Equal(exchange.Listed, string.Join(' ', new[]
        {
            endpoint.Id, $"{endpoint.Enabled}", string.Join(',', endpoint.Events ?? []), endpoint.Secret,
            endpoint.IsUnfinished ? "unfinished" : null,
        }.OfType<string>()));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Creates_what_is_missing(string provider)
    {
        var exchange = All[provider];
        await using var server = await FakeApi.StartAsync(request =>
            request.Line.EndsWith("/generateHmac", StringComparison.Ordinal) ? $$"""{"hmacKey":"{{exchange.Secret}}"}""" : Filled(exchange.Answer));
        var api = Open(provider, server);

        var created = await api.CreateAsync(
            new EndpointChange
            {
                Url = Url,
                Events = exchange.Events,
                Enabled = !api.Rules.CanStartDisabled || api.Rules.Secret == EndpointSecret.Chosen,
                Secret = api.Rules.Secret == EndpointSecret.Chosen ? Secret : null,
            }, CancellationToken.None);

        var request = Assert.Single(server.Requests);
        Assert.Equal(exchange.CreateLine, request.Line);
        if (exchange.Create.TrimStart()[0] == '{')
        {
            var sent = JsonNode.Parse(request.Body)!;
            foreach (var name in new[] { "idempotency_key", "name" }.Where(name => provider is "square" or "portone" && sent[name] is not null))
            {
                sent[name] = "RANDOM";
            }

            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Filled(exchange.Create)), sent), request.Body);
        }
        else
        {
            Assert.Equal("application/x-www-form-urlencoded", request.Headers["Content-Type"]);
            Assert.Equal(exchange.Create, HttpUtility.UrlDecode(request.Body));
        }

        Assert.Equal(exchange.Secret, api.Rules.Secret switch
        {
            EndpointSecret.ToldOnce => created.Secret,
            EndpointSecret.Readable or EndpointSecret.Renewed => await api.SecretAsync(created, CancellationToken.None),
            _ => null,
        });
    }

    [Theory]
    [InlineData("stripe", "payment_intent.succeeded", "customer.created")]
    [InlineData("square", "payment.updated", "invoice.paid|")]
    [InlineData("paddle", "transaction.completed", "subscription.activated")]
    [InlineData("chargebee", "payment_refunded", "customer_changed")]
    [InlineData("razorpay", "payment.dispute.lost", "subscription.charged")]
    [InlineData("lemon-squeezy", "order_refunded", "subscription_updated")]
    public async Task Wants_the_events_that_the_preset_maps_and_requires_those_about_money(string provider, string money, string other)
    {
        await using var server = await FakeApi.StartAsync(_ => "{}");
        var rules = Open(provider, server).Rules;

        Assert.Contains(money, rules.RequiredEvents);
        Assert.DoesNotContain(other, rules.RequiredEvents);
        Assert.Empty(rules.RequiredEvents.Except(rules.Events));
        Assert.All(rules.Events, type => Assert.DoesNotMatch("[*|:]", type));
    }

    [Fact]
    public async Task A_rejection_says_why_without_the_key_or_the_secret()
    {
        await using var server = await FakeApi.StartAsync((_, context) =>
            FakeApi.WriteAsync(context, $$"""{"message":"URL is not public","sent":"{{ApiBench.Key}} {{Secret}}"}""", 422));

        var failure = await Assert.ThrowsAsync<ProviderApiException>(() => Open("github", server)
            .CreateAsync(new EndpointChange { Url = Url, Events = ["*"], Enabled = true, Secret = Secret }, CancellationToken.None));

        Assert.Contains("status 422: {\"message\":\"URL is not public\"", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(ApiBench.Key, failure.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, failure.ToString(), StringComparison.Ordinal);
    }

    private static IEndpointApi Open(string provider, FakeApi server) => ApiBench.Provider(provider, new ApiSettings
    {
        Key = ApiBench.Key,
        ClientKey = provider == "portone" ? "client" : null,
        Account = All[provider].Account,
        BaseUrl = server.Url,
    }).CreateApi(ApiBench.Http)!.Endpoints!;

    private static string Filled(string text) =>
        text.Replace("URL-HERE", Url, StringComparison.Ordinal).Replace("SECRET-HERE", Secret, StringComparison.Ordinal);

    private sealed record Exchange(
        string ListLine, string List, string Listed, string CreateLine, string Create, string Answer, string? Secret)
    {
        public string? Account { get; init; }

        public IReadOnlyList<string> Events { get; init; } = ["a.b", "c.d"];
    }
}
