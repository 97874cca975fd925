using PayHooks.Registration;
using PayHooks.Tests.Providers;
using PayHooks.Tests.Providers.Api;
using PayHooks.Verification;
using PayHooks.Verification.Api;

namespace PayHooks.Tests.Registration;

/// <summary>A registration that ends at any step is finished by the next one, and no endpoint is left with a secret that nobody has.</summary>
public sealed class InterruptedRegistrationTests
{
    private const string Url = "https://shop.example/webhooks/shop";

    [Fact]
    public async Task A_secret_that_was_told_once_and_not_stored_costs_the_endpoint_its_life()
    {
        await using var provider = await FakeEndpoints.StripeAsync();
        await Assert.ThrowsAsync<IOException>(() => RegisterAsync("stripe", provider, new Place { Fails = true }));
        Assert.Equal("pending", (string)Assert.Single(provider.All)["metadata"]!["payhooks"]!);

        var place = new Place();
        await RegisterAsync("stripe", provider, place);

        Assert.Equal(["whsec_made_2"], place.Stored);
        var left = Assert.Single(provider.All);
        Assert.Equal(("we_2", "stored"), ((string)left["id"]!, (string)left["metadata"]!["payhooks"]!));
    }

    [Fact]
    public async Task An_endpoint_that_was_not_enabled_yet_is_enabled_with_its_key_stored()
    {
        await using var provider = await FakeEndpoints.SquareAsync();
        await Assert.ThrowsAsync<IOException>(() => RegisterAsync("square", provider, new Place { Fails = true }));
        Assert.False((bool)Assert.Single(provider.All)["enabled"]!);

        var place = new Place();
        await RegisterAsync("square", provider, place);

        Assert.Equal(["square-key-1"], place.Stored);
        Assert.True((bool)Assert.Single(provider.All)["enabled"]!);
    }

    [Fact]
    public async Task A_secret_that_was_chosen_and_stored_is_used_by_the_next_run()
    {
        List<string> sent = [];
        var isDown = true;
        await using var server = await FakeApi.StartAsync((request, context) =>
        {
            if (request.Line.StartsWith("GET ", StringComparison.Ordinal))
            {
                return FakeApi.WriteAsync(context, "[]");
            }

            sent.Add(request.Body);
            return isDown ? FakeApi.WriteAsync(context, "{}", 503)
                : FakeApi.WriteAsync(context, $$"""{"id":1,"topic":"order.created","delivery_url":"{{Url}}","status":"active"}""");
        });
        var first = new Place();
        var failure = await Assert.ThrowsAsync<ProviderApiException>(() => RegisterAsync("woocommerce", server.Url, first));
        Assert.Equal(ApiFailure.Unavailable, failure.Failure);

        isDown = false;
        var second = new Place { Unused = Assert.Single(first.Stored) };
        await RegisterAsync("woocommerce", server.Url, second);

        Assert.Equal(43, second.Unused.Length);
        Assert.Equal([second.Unused], second.Stored);
        Assert.Equal(3, sent.Count);
        Assert.All(sent, body => Assert.Contains($"\"secret\":\"{second.Unused}\"", body, StringComparison.Ordinal));
        Assert.Contains("order.created", sent[1], StringComparison.Ordinal);
        Assert.Contains("order.updated", sent[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_was_made_and_not_stored_is_made_again_before_the_endpoint_is_enabled()
    {
        var keys = 0;
        var active = false;
        var exists = false;
        List<string> writes = [];
        await using var server = await FakeApi.StartAsync(request =>
        {
            if (request.Line.StartsWith("GET ", StringComparison.Ordinal))
            {
                return exists ? $$"""{"pagesTotal":1,"data":[{"id":"S2-1","url":"{{Url}}","active":{{(active ? "true" : "false")}}}]}"""
                    : """{"itemsTotal":0,"pagesTotal":1}""";
            }

            writes.Add(request.Line.Split('/')[^1]);
            exists = true;
            active |= request.Body.Contains("\"active\":true", StringComparison.Ordinal);
            return request.Line.EndsWith("generateHmac", StringComparison.Ordinal) ? $$"""{"hmacKey":"{{new string((char)('A' + keys++), 64)}}"}"""
                : $$"""{"id":"S2-1","url":"{{Url}}","active":{{(active ? "true" : "false")}}}""";
        });
        await Assert.ThrowsAsync<IOException>(() => RegisterAsync("adyen", server.Url, new Place { Fails = true }));
        Assert.False(active);

        var place = new Place();
        await RegisterAsync("adyen", server.Url, place);

        Assert.Equal([new string('B', 64)], place.Stored);
        Assert.True(active);
        Assert.Equal(["webhooks", "generateHmac", "generateHmac", "S2-1"], writes);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task A_replacement_that_ends_at_any_request_leaves_one_endpoint_whose_secret_is_stored_after_the_next_run(int requests)
    {
        await using var provider = await FakeEndpoints.StripeAsync();
        var place = new Place();
        await RegisterAsync("stripe", provider, place);
        provider.FailAfter(requests);
        if (requests < 4)
        {
            await Assert.ThrowsAsync<ProviderApiException>(() => RegisterAsync("stripe", provider.Url, place, newSecret: true));
        }

        provider.FailAfter(null);
        await RegisterAsync("stripe", provider.Url, place, newSecret: true);

        var left = Assert.Single(provider.All);
        Assert.Equal((place.Stored[^1], "stored"), ((string)left["secret"]!, (string)left["metadata"]!["payhooks"]!));
    }

    [Fact]
    public async Task Nothing_is_created_before_the_place_of_the_secret_is_proved()
    {
        await using var provider = await FakeEndpoints.StripeAsync();

        await Assert.ThrowsAsync<IOException>(() => RegisterAsync("stripe", provider, new Place { CannotStore = true }));

        Assert.Empty(provider.All);
    }

    [Theory]
    [InlineData("order.created", "order.updated")]
    [InlineData("order.updated", "order.created")]
    public async Task A_new_secret_that_is_asked_for_is_that_of_every_endpoint(string present, string absent)
    {
        List<string> sent = [];
        await using var server = await FakeApi.StartAsync(request =>
        {
            if (request.Line.StartsWith("GET ", StringComparison.Ordinal))
            {
                return request.Line.Contains("&page=2", StringComparison.Ordinal) ? "[]"
                    : $$"""[{"id":1,"topic":"{{present}}","delivery_url":"{{Url}}","status":"active"}]""";
            }

            sent.Add($"{request.Line} {request.Body}");
            return $$"""{"id":2,"topic":"{{absent}}","delivery_url":"{{Url}}","status":"active"}""";
        });
        var place = new Place();

        await RegisterAsync("woocommerce", server.Url, place, newSecret: true);

        var secret = Assert.Single(place.Stored);
        Assert.Equal(2, sent.Count);
        Assert.All(sent, body => Assert.Contains($"\"secret\":\"{secret}\"", body, StringComparison.Ordinal));
        Assert.Single(sent, body => body.StartsWith("PUT ", StringComparison.Ordinal) && body.Contains("/webhooks/1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_secret_that_was_not_asked_to_change_is_kept_and_not_stored_again()
    {
        List<string> sent = [];
        await using var server = await FakeApi.StartAsync(request =>
        {
            if (!request.Line.StartsWith("GET ", StringComparison.Ordinal))
            {
                sent.Add($"{request.Line} {request.Body}");
            }

            return request.Line.Contains("&page=2", StringComparison.Ordinal) ? "[]"
                : request.Line.StartsWith("POST ", StringComparison.Ordinal)
                ? $$"""{"id":2,"topic":"order.created","delivery_url":"{{Url}}","status":"active"}"""
                : $$"""[{"id":1,"topic":"order.updated","delivery_url":"{{Url}}","status":"paused"}]""";
        });
        var place = new Place();

        var storesSecret = await RegisterAsync("woocommerce", server.Url, place, secret: "the-secret-of-the-shop");

        Assert.Empty(place.Stored);
        Assert.False(storesSecret);
        Assert.Equal(2, sent.Count);
        Assert.Contains("\"secret\":\"the-secret-of-the-shop\"", sent[0], StringComparison.Ordinal);
        Assert.DoesNotContain("secret", sent[1], StringComparison.Ordinal);
    }

    private static Task<bool> RegisterAsync(string provider, FakeEndpoints endpoints, Place place) => RegisterAsync(provider, endpoints.Url, place);

    private static async Task<bool> RegisterAsync(
        string provider, Uri url, Place place, bool newSecret = false, string? secret = null)
    {
        var descriptor = new ProviderRegistry().Find(provider)!;
        var source = Samples.Source(descriptor) with
        {
            Api = new ApiSettings { Key = FakeEndpoints.Key, Account = provider == "woocommerce" ? "shop.example" : "Shop", BaseUrl = url },
        };
        source = secret is null ? source : source with { Secrets = [new Secret(0, secret)] };
        var api = descriptor.Create(source).CreateApi(ApiBench.Http)!.Endpoints!;
        var plan = await new EndpointPlanner(api, source).PlanAsync(Url, newSecret, CancellationToken.None);
        await new EndpointRegistration(api, source, place).ApplyAsync(plan, CancellationToken.None);
        return plan.StoresSecret;
    }

    private sealed class Place : ISecretPlace
    {
        public string? Unused { get; init; }

        public bool Fails { get; init; }

        public bool CannotStore { get; init; }

        public List<string> Stored { get; } = [];

        public ValueTask ProveAsync(EndpointPlan plan, CancellationToken cancellationToken) =>
            CannotStore ? throw new IOException("The folder is read-only.") : ValueTask.CompletedTask;

        public ValueTask StoreAsync(string secret, CancellationToken cancellationToken)
        {
            if (Fails)
            {
                throw new IOException("The process died here.");
            }

            Stored.Add(secret);
            return ValueTask.CompletedTask;
        }

        public ValueTask StoreUrlAsync(string url, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
