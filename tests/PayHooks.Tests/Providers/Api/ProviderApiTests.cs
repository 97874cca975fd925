using System.Globalization;
using System.Text.Json.Nodes;
using PayHooks.Tests.Support;
using PayHooks.Verification;
using PayHooks.Verification.Api;

namespace PayHooks.Tests.Providers.Api;

/// <summary>
/// What each provider's API is asked, and what its responses become. The responses, in the folder Responses, have the structure that the
/// providers publish (named in the presets), with values of our own.
/// </summary>
public sealed class ProviderApiTests
{
    private const string Folder = "tests/PayHooks.Tests/Providers/Api/Responses";

    private static readonly string[] Files = [.. Directory.EnumerateFiles(Repository.PathOf(Folder), "*.json")
        .Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal)];

    public static TheoryData<string> Providers => [.. Files];

    [Fact]
    public void Every_provider_with_an_API_has_responses_here() => Assert.Equal(
        new ProviderRegistry().All.Where(provider => FormOf(provider) is not null).Select(provider => provider.Name)
            .Where(name => name is not ("adyen" or "github")) // which only register webhooks: EndpointExchangeTests
            .Order(StringComparer.Ordinal),
        Files);

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_list_is_read_as_webhooks(string name)
    {
        var file = Read(name);
        var expected = file["list"]?.AsArray() ?? [];
        await using var fake = await FakeApi.StartAsync((request, context) => AnswerAsync(expected, request, context));
        var provider = Provider(name, file, fake.Url);
        var api = provider.CreateApi(ApiBench.Http)!;
        Assert.Equal(expected.Count > 0, api.Capabilities.Lists);
        if (!api.Capabilities.Lists)
        {
            await Assert.ThrowsAsync<NotSupportedException>(() => api.ListAsync(ApiBench.Window, null, CancellationToken.None));
            return;
        }

        var items = await ApiBench.ReadAsync(api);

        AssertRequests(expected, fake);
        Assert.Equal(Texts(file["listed"]), items.Select(item => Describe(provider, item)));
        Assert.Equal(api.Capabilities.ListsEvents, items.TrueForAll(item => item.HasWebhookIdentity));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task An_object_is_looked_up_as_its_webhook(string name)
    {
        var file = Read(name);
        foreach (var find in file["find"]!.AsArray().Select(one => one!.AsObject()))
        {
            var expected = new JsonArray([find.DeepClone(), .. find["then"] is { } then ? [then.DeepClone()] : Array.Empty<JsonNode>()]);
            await using var fake = await FakeApi.StartAsync((request, context) => AnswerAsync(expected, request, context));
            var provider = Provider(name, file, fake.Url);
            var api = provider.CreateApi(ApiBench.Http)!;
            var lookup = new ApiLookup(new Subject(Enum.Parse<SubjectKind>(Text(find, "kind")!), Text(find, "id")!)
            {
                PaymentId = Text(find, "payment"),
            })
            {
                ProviderEventId = Text(find, "event"),
            };

            if (find["cannot"] is not null)
            {
                Assert.False(api.CanFind(lookup));
                await Assert.ThrowsAsync<NotSupportedException>(() => api.FindAsync(lookup, CancellationToken.None));
                Assert.Empty(fake.Requests);
                continue;
            }

            Assert.True(api.CanFind(lookup));
            Assert.Contains(lookup.Subject.Kind, api.Capabilities.Finds);
            var found = await api.FindAsync(lookup, CancellationToken.None);
            AssertRequests(expected, fake);
            Assert.Equal(Texts(find["found"]), found.Select(item => Describe(provider, item)));
        }
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task The_key_is_in_one_header_and_nowhere_else(string name)
    {
        var file = Read(name);
        await using var fake = await FakeApi.StartAsync((_, context) => FakeApi.WriteAsync(context, "{}", 401));
        var provider = Provider(name, file, fake.Url);
        var find = file["find"]![0]!.AsObject();

        var failure = await Assert.ThrowsAsync<ProviderApiException>(() => provider.CreateApi(ApiBench.Http)!.FindAsync(
            new ApiLookup(new Subject(Enum.Parse<SubjectKind>(Text(find, "kind")!), Text(find, "id")!)), CancellationToken.None));

        var key = Text(file, "key") ?? ApiBench.Key;
        var request = fake.Requests.Single();
        Assert.Equal(ApiFailure.Refused, failure.Failure);
        Assert.DoesNotContain(key, failure.ToString() + request.Line + request.Body, StringComparison.Ordinal);
        Assert.StartsWith(name is "stripe" or "square" or "paddle" or "chargily" or "paystack" or "flutterwave" or "lemon-squeezy" or "portone"
            ? "Bearer " : "Basic ", request.Headers["Authorization"], StringComparison.Ordinal);
    }

    private static ApiSettingsForm? FormOf(ProviderDescriptor provider) => provider.Name == "custom" ? null
        : provider.Create(Samples.Source(provider, "user:a-good-secret-0123")).ApiForm;

    private static IWebhookProvider Provider(string name, JsonObject file, Uri address) => ApiBench.Provider(name, new ApiSettings
    {
        Key = Text(file, "key") ?? ApiBench.Key,
        ClientKey = Text(file, "clientKey"),
        Account = Text(file, "account"),
        Mode = Text(file, "mode"),
        BaseUrl = address,
    });

    private static JsonObject Read(string name) => JsonNode.Parse(Repository.Read($"{Folder}/{name}.json"))!.AsObject();

    private static async Task AnswerAsync(JsonArray expected, FakeRequest request, Microsoft.AspNetCore.Http.HttpContext context)
    {
        var known = expected.Select(one => one!.AsObject())
            .FirstOrDefault(one => Text(one, "request") == request.Line && (one["body"] is null || Text(one, "body") == request.Body));
        var origin = $"{context.Request.Scheme}://{context.Request.Host}/";
        await FakeApi.WriteAsync(context, known is null ? "{}" : known["response"]!.ToJsonString().Replace("{origin}", origin, StringComparison.Ordinal),
            known is null ? 418 : (int?)known["status"] ?? 200);
    }

    private static void AssertRequests(JsonArray expected, FakeApi fake)
    {
        Assert.Equal(expected.Select(one => Text(one!, "request")), fake.Requests.Select(request => request.Line));
        foreach (var (request, one) in fake.Requests.Zip(expected.Select(one => one!)))
        {
            Assert.Equal(Text(one, "body") ?? "", request.Body);
            if (Text(one, "header")?.Split(": ") is [var name, var value])
            {
                Assert.Equal(value, request.Headers[name]);
            }
        }
    }

    private static string Describe(IWebhookProvider provider, ApiItem item)
    {
        var facts = provider.Read(item.Body, name => item.Headers.FirstOrDefault(header => header.Key == name).Value);
        var amount = facts.Amount is { Value: { } value } money ? $"{value.ToString("F2", CultureInfo.InvariantCulture)} {money.Currency}" : "- -";
        return $"{facts.Type} {facts.Subject?.Kind.ToString() ?? "-"} {facts.Subject?.Id ?? "-"} {amount} "
            + $"{(item.HasWebhookIdentity ? "event" : "state")} {(item.At is { } at ? at.ToString("u", CultureInfo.InvariantCulture) : "-")}";
    }

    private static string? Text(JsonNode node, string name) => (string?)node[name];

    private static string[] Texts(JsonNode? list) => [.. list!.AsArray().Select(one => (string)one!)];
}
