using System.Globalization;
using PayHooks.Verification.Api;
using PayHooks.Verification.Descriptions.Model;
using PayHooks.Verification.Json;

namespace PayHooks.Verification.Descriptions.Reading;

/// <summary>Reads how an API lists, creates and changes webhook endpoints.</summary>
internal static class EndpointsReader
{
    /// <summary>The members of endpoints.</summary>
    public static readonly string[] Members =
        ["live", "test", "list", "answer", "endpoint", "events", "secret", "create", "update", "delete"];

    /// <summary>The members of a list.</summary>
    public static readonly string[] ListMembers = ["get", "post", "query", "body", "headers", "items", "absent", "next"];

    /// <summary>The members of an endpoint.</summary>
    public static readonly string[] EndpointMembers = ["id", "url", "enabled", "unfinished"];

    /// <summary>The members that say whether an endpoint is enabled.</summary>
    public static readonly string[] StateMembers = ["json", "on", "off"];

    /// <summary>The members of event types.</summary>
    public static readonly string[] EventMembers = ["json", "every", "also", "only", "one"];

    /// <summary>The members of a secret.</summary>
    public static readonly string[] SecretMembers = ["by", "json", "longest", "get", "post"];

    /// <summary>The members of a request that changes an endpoint.</summary>
    public static readonly string[] UpdateMembers = [.. ApiCallReader.WriteMembers, "whole"];

    /// <summary>Where a secret comes from.</summary>
    public static readonly (string, EndpointSecret)[] Secrets =
    [
        ("us", EndpointSecret.Chosen), ("creation", EndpointSecret.ToldOnce), ("provider", EndpointSecret.Readable),
        ("renewal", EndpointSecret.Renewed),
    ];

    private const int ShortestSecret = 32;
    private const int LongestSecret = 1000;

    /// <summary>Reads the endpoints of an API; null if it does not manage them, or if they are invalid.</summary>
    public static EndpointsDescription? Read(JsonObjectReader api)
    {
        if (api.Object("endpoints", Members) is not { } at)
        {
            return null;
        }

        var listed = Required(at, "list", ListMembers);
        var list = listed is null ? null : List(listed);
        var isPaged = listed?.Has("next") ?? false;
        var create = Required(at, "create", ApiCallReader.WriteMembers) is { } created
            ? ApiCallReader.ReadWrite(created, Template.OfEndpoint) : null;
        var endpoint = Required(at, "endpoint", EndpointMembers);
        var id = endpoint is null ? null : RequiredPath(endpoint, "id");
        var url = endpoint is null ? null : RequiredPath(endpoint, "url");
        if (list is null || create is null || id is null || url is null)
        {
            return null;
        }

        var update = at.Object("update", UpdateMembers);
        var delete = at.Object("delete", ApiCallReader.WriteMembers);
        var description = new EndpointsDescription(list, create)
        {
            Live = ApiReader.Base(at, "live"),
            Test = ApiReader.Base(at, "test"),
            IsPaged = isPaged,
            Answer = ApiTemplates.Path(at, "answer"),
            Id = id,
            Url = url,
            State = State(endpoint!),
            Unfinished = ApiTemplates.Path(endpoint!, "unfinished"),
            Events = Events(at),
            Secret = Secret(at),
            Update = update is null ? null : ApiCallReader.ReadWrite(update, Template.OfEndpoint),
            UpdatesWhole = update?.Flag("whole") ?? false,
            Delete = delete is null ? null : ApiCallReader.ReadWrite(delete, Template.OfEndpoint),
        };
        Check(at, description);
        CheckUnfinished(at, description);
        return description;
    }

    private static void Check(JsonObjectReader at, EndpointsDescription description)
    {
        var create = description.Create;
        if (!create.Has(TemplateToken.Url))
        {
            at.Error("create", "does not contain {url}", "Write {url} where the URL of the endpoint belongs.");
        }

        var isChosen = description.Secret?.Kind == EndpointSecret.Chosen;
        if (isChosen != (create.Has(TemplateToken.Secret) || create.Has(TemplateToken.Password)))
        {
            at.Error("secret", isChosen ? "is by us, but create does not contain it" : "is not by us, but create contains it",
                "Set by to us exactly if create contains {secret}, or {user} and {password}.");
        }

        foreach (var (name, call) in
            new[] { ("update", description.Update), ("delete", description.Delete), ("secret", description.Secret?.Call) })
        {
            if (call?.Has(TemplateToken.Id) == false)
            {
                at.Error(name, "does not contain {id}", "Write {id} where the id of the endpoint belongs: /v1/webhooks/{id}.");
            }
        }

        if (create.Has(description.Events?.IsOne == true ? TemplateToken.Events : TemplateToken.Event))
        {
            at.Error("events", "does not fit create", "Set one to true exactly if create contains {event} instead of {events}.");
        }

        if (description.Unfinished is null && description.Update?.Has(TemplateToken.Stored) == true)
        {
            at.Error("update", "contains {stored}, but no endpoint says that it is unfinished", "Set endpoint.unfinished, or remove it.");
        }
    }

    private static void CheckUnfinished(JsonObjectReader at, EndpointsDescription description)
    {
        if (description.Unfinished is not null
            && (description.Update?.Has(TemplateToken.Stored) != true || description.Delete is null))
        {
            at.Error("endpoint", "says that it is unfinished, but cannot be finished or removed",
                "Write {stored} in update, and how an endpoint is deleted in delete; or remove endpoint.unfinished.");
        }
    }

    private static ApiListDescription? List(JsonObjectReader at)
    {
        var call = ApiCallReader.Read(at, Template.OfEndpointList);
        var items = ApiListReader.Items(at);
        var paging = at.Has("next") ? ApiListReader.Next(at) : new ApiPaging(ApiPagingKind.Page);
        return call is null || items is null || paging is null ? null
            : new ApiListDescription(call, items, new ApiItemDescription()) { MayBeAbsent = at.Flag("absent"), Paging = paging };
    }

    private static EndpointStateDescription? State(JsonObjectReader endpoint) =>
        endpoint.Object("enabled", StateMembers) is { } at && RequiredPath(at, "json") is { } path
            ? new EndpointStateDescription(path, at.Word("on") ?? "true", at.Word("off") ?? "false") : null;

    private static EndpointEventsDescription? Events(JsonObjectReader endpoints)
    {
        if (endpoints.Object("events", EventMembers) is not { } at)
        {
            return null;
        }

        if (at.Word("json") is not { } text)
        {
            at.Error("json", "is missing", "Say where an endpoint contains its event types: events[].");
            return null;
        }

        if (JsonPath.Parse(text, out var reason) is not { } path)
        {
            at.Error("json", $"('{text}') {reason}", "Write it as events[] or events[].name.");
            return null;
        }

        return new EndpointEventsDescription(path)
        {
            Every = at.Word("every"),
            Also = [.. at.Words("also").Select(one => one.Text)],
            Only = [.. at.Words("only").Select(one => one.Text)],
            IsOne = at.Flag("one"),
        };
    }

    private static EndpointSecretDescription? Secret(JsonObjectReader endpoints)
    {
        if (endpoints.Object("secret", SecretMembers) is not { } at)
        {
            return null;
        }

        if (!at.Has("by"))
        {
            at.Error("by", "is missing", $"Use one of: {string.Join(", ", Secrets.Select(one => one.Item1))}.");
        }

        var kind = at.Choice("by", EndpointSecret.Chosen, Secrets);
        var path = ApiTemplates.Path(at, "json");
        if ((path is null) != (kind == EndpointSecret.Chosen))
        {
            at.Error("json", path is null ? "is missing" : "has no effect: the secret is chosen",
                "It is the path of the secret that the provider made.");
        }

        var call = at.Has("get") || at.Has("post") ? ApiCallReader.Read(at, Template.OfEndpoint) : null;
        if (kind == EndpointSecret.Renewed && call is null)
        {
            at.Error("post", "is missing", "Write the path of the request that makes a new secret.");
        }

        return new EndpointSecretDescription(kind) { Path = path, Call = call, Longest = Longest(at) };
    }

    private static int? Longest(JsonObjectReader at)
    {
        if (at.Word("longest") is not { } text)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var longest)
            && longest is >= ShortestSecret and <= LongestSecret)
        {
            return longest;
        }

        at.Error("longest", $"('{text}') is not a number of characters", $"Write one between {ShortestSecret} and {LongestSecret}.");
        return null;
    }

    private static JsonObjectReader? Required(JsonObjectReader at, string name, string[] members)
    {
        if (!at.Has(name))
        {
            at.Error(name, "is missing", $"Write it as {{ … }} with: {string.Join(", ", members)}.");
        }

        return at.Object(name, members);
    }

    private static JsonPath? RequiredPath(JsonObjectReader at, string name)
    {
        if (!at.Has(name))
        {
            at.Error(name, "is missing", "Write the path of the value: id, or config.url.");
        }

        return ApiTemplates.Path(at, name);
    }
}
