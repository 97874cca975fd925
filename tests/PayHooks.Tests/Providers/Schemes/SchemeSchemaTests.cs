using System.Text.Json.Nodes;
using Json.Schema;
using PayHooks.Tests.Support;
using PayHooks.Verification;
using PayHooks.Verification.Descriptions.Model;
using PayHooks.Verification.Descriptions.Reading;
using PayHooks.Verification.Signatures;

namespace PayHooks.Tests.Providers.Schemes;

/// <summary>The JSON Schema for editors says the same as the reader.</summary>
public sealed class SchemeSchemaTests
{
    private static readonly string Text = Repository.Read("docs/scheme.schema.json");
    private static readonly JsonNode Schema = JsonNode.Parse(Text)!;
    private static readonly JsonSchema Validator = JsonSchema.FromText(Text);

    public static TheoryData<string, string[]> Members => new()
    {
        { "", SchemeReader.Members },
        { "$defs/alternative", SigningReader.Members },
        { "$defs/secret", SigningReader.SecretMembers },
        { "$defs/signature", SignatureReader.Members },
        { "$defs/signature/properties/list", SignatureReader.ListMembers },
        { "$defs/fields", ContentReader.FieldMembers },
        { "$defs/timestamp", TimestampReader.Members },
        { "$defs/id", SigningReader.IdMembers },
        { "$defs/event", EventReader.Members },
        { "$defs/object", ObjectsReader.Members },
        { "$defs/sum", AmountReader.SumMembers },
        { "$defs/subject", SubjectsReader.Members },
        { "$defs/challenge", SchemeReader.ChallengeMembers },
        { "$defs/ping", PingReader.Members },
        { "$defs/dashboard", DashboardReader.Members },
        { "$defs/api", ApiReader.Members },
        { "$defs/apiKey", ApiReader.KeyMembers },
        { "$defs/apiAccount", ApiReader.AccountMembers },
        { "$defs/apiBody", ApiBodyReader.Members },
        { "$defs/apiType", ApiBodyReader.TypeMembers },
        { "$defs/apiList", ApiListReader.Members },
        { "$defs/apiNext", ApiListReader.NextMembers },
        { "$defs/apiFind", ApiFindReader.Kinds },
        { "$defs/apiOne", ApiFindReader.Members },
        { "$defs/apiEndpoints", EndpointsReader.Members },
        { "$defs/endpointList", EndpointsReader.ListMembers },
        { "$defs/endpoint", EndpointsReader.EndpointMembers },
        { "$defs/endpointState", EndpointsReader.StateMembers },
        { "$defs/endpointEvents", EndpointsReader.EventMembers },
        { "$defs/endpointSecret", EndpointsReader.SecretMembers },
        { "$defs/apiRedelivery", RedeliveryReader.Members },
        { "$defs/redeliveryList", RedeliveryReader.ListMembers },
        { "$defs/redeliveryItem", RedeliveryReader.DeliveryMembers },
        { "$defs/redeliveryState", RedeliveryReader.StateMembers },
        { "$defs/redeliveryRepeatable", RedeliveryReader.RepeatableMembers },
        { "$defs/endpointCall", ApiCallReader.WriteMembers },
        { "$defs/endpointUpdate", EndpointsReader.UpdateMembers },
    };

    public static TheoryData<string, string[]> Choices => new()
    {
        { "$defs/algorithm", [.. SignatureAlgorithm.All.Select(one => one.Name)] },
        { "$defs/encoding", [.. SigningReader.Encodings.Select(one => one.Item1)] },
        { "properties/body", [.. SchemeReader.Bodies.Select(one => one.Item1)] },
        { "$defs/secret/properties/decode", [.. SigningReader.KeyEncodings.Select(one => one.Item1)] },
        { "$defs/event/properties/reports", [.. SubjectsReader.Reports.Select(one => one.Item1)] },
        { "$defs/subject/properties/kind", [.. SubjectsReader.Kinds.Select(one => one.Item1)] },
        { "$defs/event/properties/unit", [.. AmountReader.Units.Select(one => one.Item1)] },
        { "$defs/forms/additionalProperties", [.. SigningReader.Forms.Select(one => one.Item1)] },
        { "$defs/api/properties/auth", [.. ApiReader.Authentications.Select(one => one.Item1)] },
        { "$defs/apiAccount/properties/kind", [.. ApiReader.AccountKinds.Select(one => one.Item1)] },
        { "$defs/endpointSecret/properties/by", [.. EndpointsReader.Secrets.Select(one => one.Item1)] },
        { "$defs/apiList/properties/time", [.. ApiCallReader.Times.Select(one => one.Item1)] },
        { "$defs/apiList/properties/filter", [.. ApiListReader.Filters.Select(one => one.Item1)] },
        { "$defs/apiNext/properties/by", [.. ApiListReader.Pagings.Select(one => one.Item1)] },
        { "$defs/timestamp/properties/unit", [.. TimestampReader.Units.Select(one => one.Item1)] },
    };

    public static TheoryData<string> Files =>
        [.. Directory.EnumerateFiles(Repository.PathOf("src/PayHooks.Verification/Presets"), "*.json")
            .Append(Repository.PathOf("docs/scheme.example.json"))];

    [Theory]
    [MemberData(nameof(Members))]
    public void Knows_the_members_that_the_reader_knows(string place, string[] members)
    {
        var described = At(place);

        Assert.Equal(members.Order(StringComparer.Ordinal),
            described["properties"]!.AsObject().Select(member => member.Key).Order(StringComparer.Ordinal));
        Assert.False((bool)described["additionalProperties"]!);
    }

    [Theory]
    [MemberData(nameof(Choices))]
    public void Knows_the_choices_that_the_reader_knows(string place, string[] choices) =>
        Assert.Equal(choices, At(place)["enum"]!.AsArray().Select(choice => (string)choice!));

    [Theory]
    [MemberData(nameof(Files))]
    public void Accepts_every_preset_and_example(string file)
    {
        var part = SchemeLayer.Parse(Path.GetFileName(file), File.ReadAllBytes(file));
        using var json = System.Text.Json.JsonDocument.Parse(part.Members.ToJsonString());

        Assert.True(Validator.Evaluate(json.RootElement).IsValid, file);
        Assert.NotNull(SchemeReader.Read([part]));
    }

    [Theory]
    [InlineData("""{ "colour": 1 }""")]
    [InlineData("""{ "algorithm": "md5" }""")]
    [InlineData("""{ "signature": { "header": 7 } }""")]
    [InlineData("""{ "event": { "types": {} } }""")]
    public void Refuses_what_the_reader_refuses(string scheme)
    {
        using var json = System.Text.Json.JsonDocument.Parse(scheme);
        Assert.False(Validator.Evaluate(json.RootElement).IsValid);
    }

    [Fact]
    public void Describes_every_member() => Assert.All(
        Descendants(Schema).OfType<JsonObject>().Select(one => one["properties"]).OfType<JsonObject>().SelectMany(properties => properties),
        member => Assert.True(member.Value!["description"] is not null || Resolved(member.Value)["description"] is not null, member.Key));

    [Fact]
    public void A_provider_takes_at_most_fifteen_lines_of_JSON_and_no_code()
    {
        Assert.InRange(Repository.Read("docs/scheme.example.json").TrimEnd().Split('\n').Length, 1, 15);

        var provider = Described.Provider(Repository.Read("docs/scheme.example.json"), "whsec_acme");
        var signed = provider.Sign(
            Samples.Utf8(
                """{"id":"evt_1","type":"charge.succeeded","created":1768478400,"data":{"id":"ch_1","amount":1250,"currency":"EUR"}}"""),
                new Secret(0, "whsec_acme"), Samples.Now);
        Assert.Equal(Verdict.Genuine(VerificationLevel.Signature, 0), provider.Verify(Samples.Delivery(signed)));
        Assert.Equal(
            new EventFacts
            {
                Identity = "evt_1|charge.succeeded",
                ProviderEventId = "evt_1",
                Type = EventTypes.PaymentSucceeded,
                ProviderType = "charge.succeeded",
                Resource = new Resource("ch_1", null),
                Amount = Amount.Read("1250", "EUR", AmountUnit.Minor),
                OccurredAt = Samples.Now,
            },
            provider.Read(signed.Body));
    }

    private static JsonNode At(string place) =>
        place.Split('/', StringSplitOptions.RemoveEmptyEntries).Aggregate(Schema, (node, step) => node[step]!);

    private static JsonNode Resolved(JsonNode node) => node["$ref"] is { } reference ? At(((string)reference!)[2..]) : node;

    private static IEnumerable<JsonNode> Descendants(JsonNode node) => (node switch
    {
        JsonObject members => members.Select(member => member.Value),
        JsonArray items => items,
        _ => [],
    }).OfType<JsonNode>().SelectMany(Descendants).Prepend(node);
}
