using System.Text.Json.Nodes;
using PayHooks.Verification;
using PayHooks.Verification.Descriptions;
using PayHooks.Verification.Descriptions.Model;
using PayHooks.Verification.Descriptions.Reading;

namespace PayHooks.Tests.Providers.Schemes;

/// <summary>Presets with something wrong in them: told or harmless, but never thrown and never a source that takes what is not
/// signed.</summary>
public sealed class SchemeMutationTests
{
    private const string Key = "AABBCCDDAABBCCDDAABBCCDDAABBCCDD";

    private static readonly string[] Values =
    [
        "null", "\"\"", "\" \"", "0", "-1", "1e400", "true", "[]", "{}", "[null]", "[[]]", "[{}]", "{\"a\":null}", "\"a[\"", "\"a[]\"",
            "\"a[0]\"", "\"[]\"",
        "\"{\"", "\"}\"", "\"{}\"", "\"{x}\"", "\"{body}\"", "\"{json:}\"", "\"{json:a[].b}\"", "\"{header:x y}\"", "\"\\u0000\"", "\"é\"",
            "\"99:99:99\"",
        "\"basic\"", "\"token\"", "\"sha256\"", "\"sha512\"", "\"form\"", "\"base64\"", "\"auto\"", "\".\"", "\"a..b\"", "\"\\\\\"",
            "\"=\"", "\"a=\"", "\"=a\"", "\"{secret}{body}\"",
        "\"{timestamp}\"", "\"{query:a}\"", "[\"a\",\"a\"]", "[\"{id}\"]", "\"*\"", "\"same\"",
    ];

    private static readonly string[] Names =
    [
        .. SchemeReader.Members, .. SigningReader.SecretMembers, .. SignatureReader.Members, .. SignatureReader.ListMembers,
        .. ContentReader.FieldMembers, .. TimestampReader.Members, .. EventReader.Members, .. SchemeReader.ChallengeMembers,
        .. ApiReader.Members, .. ApiListReader.Members, .. ApiListReader.NextMembers, .. ApiFindReader.Members,
    ];

    public static TheoryData<string> Presets =>
        [.. new ProviderRegistry().All.Where(provider => provider.HasScheme).Select(provider => provider.Name)];

    [Theory]
    [MemberData(nameof(Presets))]
    public void Are_told_or_verify_nothing_that_is_not_signed(string preset)
    {
        var random = new Random(20260124);
        var good = new ProviderRegistry().Find(preset)!.SchemeOf!.Value.Members;
        var usable = 0;
        for (var i = 0; i < 400; i++)
        {
            var json = good.DeepClone().AsObject();
            for (var changes = random.Next(1, 4); changes > 0; changes--)
            {
                Change(json, random);
            }

            if (Read(json, (string?)good["algorithm"] == "basic" ? $"{Key}:{Key}" : Key) is { } provider)
            {
                usable++;
                AssertRefuses(provider, json);
            }
        }

        Assert.InRange(usable, 1, 399);
    }

    private static IWebhookProvider? Read(JsonObject json, string secret)
    {
        try
        {
            return CustomProvider.Descriptor.Create(
                Samples.Source(CustomProvider.Descriptor, secret) with { Scheme = [new SchemeLayer("mutant.json", json)] });
        }
        catch (SchemeException e)
        {
            Assert.All(e.Errors, fault =>
                Assert.True(fault is { Path.Length: > 0, Message.Length: > 0, Fix.Length: > 0 }, fault.ToString()));
            return null;
        }
        catch (FormatException e)
        {
            // A key that does not fit credentials is not a fault of the scheme's.
            Assert.Contains("has no ':'", e.Message, StringComparison.Ordinal);
            return null;
        }
    }

    private static void AssertRefuses(IWebhookProvider provider, JsonObject json)
    {
        foreach (var body in new[] { "", "{}", "[]", "a=b&c=%",
            """{"id":"a","type":"b","data":{"id":1},"notificationItems":[{"NotificationRequestItem":{}}]}""" })
        {
            Assert.False(provider.Verify(Samples.Delivery(Samples.Utf8(body))).IsGenuine, json.ToJsonString());
            provider.Split(Samples.Utf8(body));
            provider.Read(Samples.Utf8(body), _ => "h");
            provider.Challenge(_ => "q");
        }
    }

    private static void Change(JsonObject json, Random random)
    {
        List<JsonObject> objects = [];
        Collect(json, objects);
        var one = objects[random.Next(objects.Count)];
        var name = one.Count > 0 && random.Next(4) > 0 ? one.ElementAt(random.Next(one.Count)).Key : Names[random.Next(Names.Length)];
        if (random.Next(4) == 0)
        {
            one.Remove(name);
        }
        else
        {
            one[name] = JsonNode.Parse(Values[random.Next(Values.Length)]);
        }
    }

    private static void Collect(JsonNode? node, List<JsonObject> objects)
    {
        if (node is JsonObject members)
        {
            objects.Add(members);
            foreach (var (_, inner) in members)
            {
                Collect(inner, objects);
            }
        }
        else if (node is JsonArray items)
        {
            foreach (var inner in items)
            {
                Collect(inner, objects);
            }
        }
    }
}
