using PayHooks.Verification.Api;
using PayHooks.Verification.Descriptions.Model;

namespace PayHooks.Verification.Descriptions.Reading;

/// <summary>Reads the description of a provider's API.</summary>
internal static class ApiReader
{
    /// <summary>The members of an API.</summary>
    public static readonly string[] Members =
        ["key", "account", "live", "test", "auth", "headers", "bodies", "lists", "find", "endpoints", "redelivery"];

    /// <summary>The members of a key.</summary>
    public static readonly string[] KeyMembers = ["form", "isSecret", "testPrefix"];

    /// <summary>The members of an account.</summary>
    public static readonly string[] AccountMembers = ["form", "kind", "optional"];

    /// <summary>The ways to present a key.</summary>
    public static readonly (string, ApiAuthentication)[] Authentications =
    [
        ("bearer", ApiAuthentication.Bearer), ("basic", ApiAuthentication.Basic), ("basic-user", ApiAuthentication.BasicUser),
        ("headers", ApiAuthentication.Headers),
    ];

    /// <summary>The ways to write an account.</summary>
    public static readonly (string, ApiAccountKind)[] AccountKinds =
        [("id", ApiAccountKind.Id), ("label", ApiAccountKind.Label), ("site", ApiAccountKind.Site), ("path", ApiAccountKind.Path)];

    /// <summary>Reads the API of a scheme; null if it has none.</summary>
    public static ApiDescription? Read(JsonObjectReader scheme)
    {
        if (scheme.Object("api", Members) is not { } api)
        {
            return null;
        }

        var key = api.Object("key", KeyMembers);
        var account = api.Object("account", AccountMembers);
        var (live, test) = (Base(api, "live"), Base(api, "test"));
        var bodies = ApiBodyReader.Read(api);
        var description = new ApiDescription
        {
            Live = live ?? new Template("", []),
            Test = test,
            TestPrefix = key?.Word("testPrefix"),
            Authentication = api.Choice("auth", ApiAuthentication.Bearer, Authentications),
            Headers = ApiTemplates.Headers(api, Template.OfApiHeader),
            Form = new ApiSettingsForm(key?.Word("form") ?? "the key of the provider's API")
            {
                KeyIsSecret = key?.Flag("isSecret") ?? false,
                AccountForm = account is null ? null : account.Word("form") ?? "the account at the provider",
                AccountKind = account?.Choice("kind", ApiAccountKind.Id, AccountKinds) ?? ApiAccountKind.Id,
                NeedsAccount = account is not null && !account.Flag("optional"),
                HasModes = test is not null,
            },
            Lists = ApiListReader.Read(api, bodies),
            Finds = ApiFindReader.Read(api, bodies),
            Endpoints = EndpointsReader.Read(api),
            Redelivery = RedeliveryReader.Read(api),
        };
        Check(api, description);
        return description;
    }

    private static void Check(JsonObjectReader api, ApiDescription description)
    {
        if (!api.Has("live"))
        {
            api.Error("live", "is missing", "Set it to the URL that all paths begin with: https://api.example.com.");
        }

        if (!api.Has("lists") && !api.Has("find") && !api.Has("endpoints"))
        {
            api.Error("", "neither lists nor finds anything", "Describe lists, find, endpoints or several of them, or remove it.");
        }

        if (description.Authentication == ApiAuthentication.Headers && !description.Headers.Any(one => one.Value.Has(TemplateToken.Key)))
        {
            api.Error("headers", "do not contain {key}", "Write the header with the key, for example { \"X-Api-Key\": \"{key}\" }.");
        }

        var usesAccount = new[] { description.Live, description.Test, description.Endpoints?.Live, description.Endpoints?.Test }
            .OfType<Template>()
            .Concat(description.Headers.Select(one => one.Value))
            .Concat(description.Lists.Select(list => list.Call).Concat(description.Finds.Select(find => find.Call))
                .Concat(description.Endpoints?.Calls ?? [])
                .Concat(description.Redelivery is { } redelivery ? [redelivery.List.Call, redelivery.Request] : [])
                .SelectMany(call => call.Templates))
            .Any(template => template.Has(TemplateToken.Account));
        if (usesAccount != (description.Form.AccountForm is not null))
        {
            api.Error("account", usesAccount ? "is missing, but {account} is used" : "has no effect: nothing contains {account}",
                usesAccount ? "Say what it is: { \"form\": \"the site's name\", \"kind\": \"label\" }." : "Remove it.");
        }
    }

    /// <summary>Reads a URL that paths are appended to, or null.</summary>
    public static Template? Base(JsonObjectReader api, string name)
    {
        if (api.Word(name) is not { } text)
        {
            return null;
        }

        if (ApiTemplates.Read(api, name, "", text, Template.OfApiBase) is not { } template)
        {
            return null;
        }

        var sample = string.Concat(template.Parts.Select(part => part.Token == TemplateToken.Account ? "a" : part.Name));
        if (!Uri.TryCreate(sample, UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttps || url.UserInfo.Length > 0
            || url.Query.Length > 0 || url.Fragment.Length > 0 || sample.EndsWith('/'))
        {
            api.Error(name, $"('{text}') is not an https URL that paths can be appended to", "Write it as https://api.example.com/v1.");
        }

        return template;
    }
}
