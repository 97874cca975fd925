using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using PayHooks.Configuration;
using PayHooks.Registration;
using PayHooks.Storage.InMemory;
using PayHooks.Tests.Reconciliation.Simulated;
using PayHooks.Tests.Storage;
using PayHooks.Tests.Support;
using PayHooks.Verification;
using PayHooks.Verification.Api;

namespace PayHooks.Tests.Registration;

/// <summary>The hourly check of the endpoints at providers.</summary>
public sealed class EndpointHealthTests
{
    private readonly ManualTime time = new();
    private readonly InMemoryStateStore state = new();

    [Fact]
    public async Task A_disabled_endpoint_is_a_problem_until_it_is_enabled_and_one_instance_asks_once_an_hour()
    {
        await using var provider = await FakeEndpoints.StripeAsync();
        provider.All.Add(new System.Text.Json.Nodes.JsonObject
        {
            ["id"] = "we_1",
            ["url"] = "https://shop.example/api/webhooks/shop",
            ["status"] = "disabled",
            ["enabled_events"] = new System.Text.Json.Nodes.JsonArray("*"),
        });
        var (one, other) = (Health(provider.Url), Health(provider.Url));

        await one.CheckAsync(default);
        await other.CheckAsync(default);

        Assert.Single(provider.Requests);
        Assert.Contains("is disabled: nothing is sent", (await other.ReadAsync(default))["shop"], StringComparison.Ordinal);

        provider.All[0]["status"] = "enabled";
        time.Advance(TimeSpan.FromHours(1));
        await other.CheckAsync(default);

        Assert.Null((await one.ReadAsync(default))["shop"]);
        Assert.Equal(2, provider.Requests.Count);
    }

    [Fact]
    public async Task A_clock_that_is_a_little_ahead_does_not_make_another_instance_ask_again()
    {
        await using var provider = await FakeEndpoints.StripeAsync();
        var ahead = Health(provider.Url, clock: new ManualTime(time.GetUtcNow() + TimeSpan.FromMinutes(1)));
        await ahead.CheckAsync(default);

        await Health(provider.Url).CheckAsync(default);
        Assert.Single(provider.Requests);

        time.SetBack(TimeSpan.FromDays(1));
        await Health(provider.Url).CheckAsync(default);
        Assert.Equal(2, provider.Requests.Count);
    }

    [Fact]
    public async Task A_provider_that_never_responds_does_not_hold_the_check()
    {
        await using var store = new InMemoryStoreUnderTest();
        var endpoints = new SimulatedEndpoints { OnList = () => new TaskCompletionSource().Task };
        using var bench = new ReconcileBench(
            store, new SimulatedShop(store.Time), new SimulatedApi(new SimulatedShop(store.Time)) { Endpoints = endpoints });

        var checking = bench.Process.Endpoints.CheckAsync(default);
        await Eventually.Async(() => Task.FromResult(store.Time.Waits(length => length == TimeSpan.FromSeconds(30))), waits => waits);
        store.Time.Advance(TimeSpan.FromSeconds(30));
        await checking;

        Assert.True(bench.Process.Log.Has("did not respond within 30 seconds"));
    }

    [Fact]
    public async Task An_outage_or_a_key_without_the_right_changes_no_answer()
    {
        await using var provider = await FakeEndpoints.StripeAsync();
        var health = Health(provider.Url);
        await health.CheckAsync(default);
        var before = (await health.ReadAsync(default))["shop"];

        time.Advance(TimeSpan.FromHours(1));
        await Health(provider.Url, "a-key-without-rights").CheckAsync(default);

        Assert.Equal(2, provider.Requests.Count);
        Assert.NotNull(before);
        Assert.Equal(before, (await health.ReadAsync(default))["shop"]);
    }

    [Fact]
    public async Task A_source_without_a_key_or_that_is_never_compared_is_not_checked()
    {
        await using var provider = await FakeEndpoints.StripeAsync();
        var health = Health(provider.Url, every: "0");

        await health.CheckAsync(default);

        Assert.Empty(provider.Requests);
        Assert.Empty(await health.ReadAsync(default));
    }

    [Theory]
    [InlineData("https://shop.example/webhooks/shop", true, "a,b", null)]
    [InlineData("https://any.example/x/webhooks/SHOP/", null, "*", null)]
    [InlineData("https://shop.example/webhooks/shop", true, "a", "lacks the event types b.")]
    [InlineData("https://shop.example/webhooks/shop", false, "a,b", "is disabled")]
    [InlineData("https://shop.example/webhooks/other", true, "a,b", "None of the provider's 1 webhook endpoints has the URL …/webhooks/shop.")]
    public void An_endpoint_works_if_it_is_enabled_leads_here_and_gets_what_matters(string url, bool? enabled, string events, string? problem)
    {
        var rules = new EndpointRules { Events = ["a", "b", "c"], RequiredEvents = ["a", "b"], EveryEvent = "*" };

        var found = EndpointProblem.Of([new ApiEndpoint("1", url) { Enabled = enabled, Events = events.Split(',') }], rules, "shop");

        Assert.Equal(problem is null, found is null);
        Assert.Contains(problem ?? "", found ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a,b,c,d", "")]
    [InlineData("a,c", "b")]
    [InlineData("c", "b")]
    [InlineData("*", "")]
    [InlineData(null, "")]
    public void Types_that_no_endpoint_gets_are_known_except_required_ones(string? subscribed, string unsubscribed)
    {
        var rules = new EndpointRules { Events = ["a", "b", "c"], RequiredEvents = ["a"], EveryEvent = "*" };
        ApiEndpoint[] endpoints =
        [
            new("1", "https://shop.example/webhooks/shop") { Enabled = true, Events = subscribed?.Split(',') },
            new("2", "https://shop.example/webhooks/shop") { Enabled = false, Events = ["b"] },
            new("3", "https://shop.example/webhooks/another") { Enabled = true, Events = ["b"] },
        ];

        Assert.Equal(unsubscribed, string.Join(',', EndpointProblem.Unsubscribed(endpoints, rules, "shop")));
        Assert.Empty(EndpointProblem.Unsubscribed(endpoints[2..], rules, "shop"));
    }

    [Fact]
    public void Where_the_URL_is_signed_only_that_one_counts()
    {
        var rules = new EndpointRules { SignsUrl = true, Url = "https://Shop.example:443/hooks" };

        Assert.Null(EndpointProblem.Of([new ApiEndpoint("1", "https://shop.example/hooks") { Enabled = true }], rules, "shop"));
        Assert.NotNull(EndpointProblem.Of([new ApiEndpoint("1", "https://shop.example/webhooks/shop") { Enabled = true }], rules, "shop"));
    }

    private EndpointHealth Health(Uri url, string key = FakeEndpoints.Key, string every = "00:15:00", ManualTime? clock = null)
    {
        var providers = new ProviderRegistry();
        var settings = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["PayHooks:Sources:shop:Provider"] = "stripe",
            ["PayHooks:Sources:shop:Secrets:0"] = "whsec_a_good_secret",
            ["PayHooks:Sources:shop:Api:Key"] = key,
            ["PayHooks:Sources:shop:Api:Every"] = every,
            ["PayHooks:Sources:shop:Api:BaseUrl"] = url.AbsoluteUri,
            ["PayHooks:Sources:quiet:Provider"] = "stripe",
            ["PayHooks:Sources:quiet:Secrets:0"] = "whsec_another_secret",
        }).Build();
        var sources = new SourceCatalog(SettingsReader.Read(settings, providers), providers);
        return new EndpointHealth(sources, new ProviderApiCatalog(sources), state, clock ?? time, NullLogger<EndpointHealth>.Instance);
    }
}
