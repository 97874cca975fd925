using PayHooks.Verification;
using PayHooks.Verification.Api;
using PayHooks.Verification.Descriptions;
using PayHooks.Verification.Descriptions.Model;

namespace PayHooks.Tests.Providers.Api;

/// <summary>Providers with an API, and what tests do with it.</summary>
internal static class ApiBench
{
    public const string Key = "the-key-of-the-api";

    /// <summary>One hour until <see cref="Samples.Now"/>.</summary>
    public static readonly ApiWindow Window = new(Samples.Now.AddHours(-1), Samples.Now);

    /// <summary>Follows no redirects, as the catalog of the engine.</summary>
    public static readonly HttpMessageInvoker Http =
        new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });

    /// <summary>A source of a provider with an API at an address.</summary>
    public static IWebhookProvider Provider(string name, ApiSettings settings, params string[] secrets)
    {
        var descriptor = new ProviderRegistry().Find(name)!;
        return descriptor.Create(Samples.Source(descriptor, secrets.Length > 0 ? secrets : ["user:a-good-secret-0123"]) with { Api = settings });
    }

    /// <summary>The API of a description: the members of <c>api</c>.</summary>
    public static IProviderApi Described(string members, Uri address, string? account = null) => CustomProvider.Descriptor.Create(
        Samples.Source(CustomProvider.Descriptor, "a-good-secret-0123") with
        {
            Scheme = [Layer(members)],
            Api = new ApiSettings { Key = Key, Account = account, BaseUrl = address },
        }).CreateApi(Http)!;

    /// <summary>A description with an API.</summary>
    public static SchemeLayer Layer(string members) => SchemeLayer.Parse("acme.json",
        Samples.Utf8($$"""{ "signature": { "header": "X" }, "api": { "live": "https://api.acme.example/v1", {{members}} } }"""));

    /// <summary>Reads a list to its end.</summary>
    public static async Task<List<ApiItem>> ReadAsync(IProviderApi api, ApiWindow? window = null)
    {
        List<ApiItem> items = [];
        string? cursor = null;
        do
        {
            var page = await api.ListAsync(window ?? Window, cursor, CancellationToken.None);
            items.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null);
        return items;
    }

    /// <summary>The texts of items.</summary>
    public static string[] Texts(IEnumerable<ApiItem> items) =>
        [.. items.Select(item => System.Text.Encoding.UTF8.GetString(item.Body.Span))];

    /// <summary>Looks up an object.</summary>
    public static Task<IReadOnlyList<ApiItem>> FindAsync(IProviderApi api, string id, SubjectKind kind = SubjectKind.Payment) =>
        api.FindAsync(new ApiLookup(new Subject(kind, id)), CancellationToken.None);
}
