using PayHooks.Tests.Providers.Schemes;

namespace PayHooks.Tests.Providers.Api;

/// <summary>Mistakes in the description of an API are reported at start, each with its member and a fix.</summary>
public sealed class ApiMistakeTests
{
    private const string Live = "\"live\": \"https://api.acme.example\"";
    private const string Find = "\"find\": { \"payment\": { \"get\": \"/p/{id}\" } }";

    public static TheoryData<string, string> Mistakes => new()
    {
        { Find, "acme.json: api.live is missing. Set it to the URL that all paths begin with: https://api.example.com." },
        { Live, "acme.json: api neither lists nor finds anything. Describe lists, find, endpoints or several of them, or remove it." },
        { $"\"live\": \"http://api.acme.example\", {Find}",
            "acme.json: api.live ('http://api.acme.example') is not an https URL that paths can be appended to. Write it as "
            + "https://api.example.com/v1." },
        { $"\"live\": \"https://user:pw@api.acme.example\", {Find}",
            "acme.json: api.live ('https://user:pw@api.acme.example') is not an https URL that paths can be appended to. Write it as "
            + "https://api.example.com/v1." },
        { $"{Live}, {Find}, \"auth\": \"digest\"",
            "acme.json: api.auth ('digest') is not a valid value. Use one of: bearer, basic, basic-user, headers." },
        { $"{Live}, {Find}, \"auth\": \"headers\"",
            "acme.json: api.headers do not contain {key}. Write the header with the key, for example { \"X-Api-Key\": \"{key}\" }." },
        { $"{Live}, {Find}, \"headers\": {{ \"X Y\": \"1\" }}",
            "acme.json: api.headers.X Y is not a header. Write it as \"X-Api-Version\": \"2026-01-01\"." },
        { $"\"live\": \"https://{{account}}.acme.example\", {Find}",
            "acme.json: api.account is missing, but {account} is used. Say what it is: { \"form\": \"the site's name\", \"kind\": \"label\" }." },
        { $"{Live}, {Find}, \"account\": {{}}", "acme.json: api.account has no effect: nothing contains {account}. Remove it." },
        { $"{Live}, \"find\": {{ \"payment\": {{ \"get\": \"/p\" }} }}",
            "acme.json: api.find.payment does not contain {id} in its request. Write {id} where the id belongs: /v1/payments/{id}." },
        { $"{Live}, \"find\": {{ \"payment\": {{ \"get\": \"p/{{id}}\" }} }}",
            "acme.json: api.find.payment.get ('p/{id}') is not a path. Begin it with '/', and write the parameters as query." },
        { $"{Live}, \"find\": {{ \"order\": {{ \"get\": \"/p/{{id}}\" }} }}",
            "acme.json: api.find.order is unknown. Known here: event, payment, refund, capture, dispute, payout." },
        { $"{Live}, \"find\": {{ \"payment\": {{ \"get\": \"/p/{{id}}\", \"notFound\": [401] }} }}",
            "acme.json: api.find.payment.notFound[0] ('401') is not a status that can mean not found. Write a status such as 400." },
        { $"{Live}, \"find\": {{ \"payment\": {{ \"get\": \"/p/{{id}}\", \"ids\": \"numbers\" }} }}",
            "acme.json: api.find.payment.ids ('numbers') is not a form of ids. Write it as a beginning with a star (pay_*), or as digits or hex." },
        { $"{Live}, \"find\": {{ \"payment\": {{ \"get\": \"/p/{{id}}\", \"as\": \"order\" }} }}, \"bodies\": {{ \"p\": {{ \"body\": {{ \"a\": \"{{item}}\" }} }} }}",
            "acme.json: api.find.payment.as ('order') is not one of the bodies. Use one of: p." },
        { $"{Live}, {Find}, \"bodies\": {{ \"p\": {{ \"body\": {{ \"a\": \"{{type}}\" }} }} }}",
            "acme.json: api.bodies.p.type is missing, but {type} is used. Say where the status is: { \"json\": \"status\", \"is\": { \"paid\": "
            + "\"payment.paid\" } }." },
        { $"{Live}, {List("\"get\": \"/p\", \"query\": { \"a\": \"{cursor}\" }, \"filter\": \"created\"")}",
            "acme.json: api.lists[0].filter needs {from} in the request. Set filter to created or updated, and write {from} where the start of "
            + "the window belongs." },
        { $"{Live}, {List("\"get\": \"/p\", \"query\": { \"a\": \"{cursor}\" }")}",
            "acme.json: api.lists[0].at is missing: without a filter, a list is read until its items are too old. Set it to the time of "
            + "creation." },
        { $"{Live}, {List("\"get\": \"/p\", \"query\": { \"a\": \"{from}\" }, \"filter\": \"created\"")}",
            "acme.json: api.lists[0].next needs {cursor} in the request. Write {cursor} where the cursor belongs, except for a URL." },
        { $"{Live}, {List("\"get\": \"/p\", \"query\": { \"a\": \"{from}{cursor}\" }, \"filter\": \"updated\", \"life\": \"2.00:00:00\"")}",
            "acme.json: api.lists[0].life has no effect: the list is by the time of changes. Remove it." },
        { $"{Live}, {Find}, \"redelivery\": {{ \"list\": {{ \"get\": \"/d\", \"items\": \"[]\", \"at\": \"at\", \"next\": {{ \"by\": \"link\" }} }}, "
            + "\"delivery\": { \"id\": \"id\", \"event\": \"e\", \"state\": { \"json\": \"s\", \"delivered\": [\"OK\"] } }, \"request\": { \"post\": \"/d/{id}\" } }",
            "acme.json: api.redelivery needs endpoints: deliveries are those of an endpoint. Describe endpoints, too." },
        { $"{Live}, {List("\"get\": \"/p\", \"post\": \"/p\"")}",
            "acme.json: api.lists[0] has two paths. Write get or post, and the path: /v1/payments." },
        { $"{Live}, {List("\"get\": \"/p\", \"query\": { \"a\": \"{since}{cursor}\" }, \"at\": \"t\"")}",
            "acme.json: api.lists[0].query.a has an unknown token {since}. Tokens are {from}, {until}, {cursor}, {account}." },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Are_named_with_what_mends_them(string api, string expected) =>
        Assert.Contains(expected, Described.Faults($$"""{ "signature": { "header": "X" }, "api": { {{api}} } }"""));

    private static string List(string members) =>
        $"\"lists\": [{{ {members}, \"items\": \"data[]\", \"next\": {{ \"by\": \"page\" }} }}]";
}
