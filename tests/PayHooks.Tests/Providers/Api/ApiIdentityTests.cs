using System.Text;
using System.Text.Json.Nodes;
using PayHooks.Verification.Api;
using PayHooks.Verification.Samples;

namespace PayHooks.Tests.Providers.Api;

/// <summary>An item that claims the identity of its webhook has it, for every event of which there is a sample.</summary>
public sealed class ApiIdentityTests
{
    [Theory]
    [InlineData("stripe", """{"object":"list","has_more":false,"data":[{body}]}""", "pending_webhooks")]
    [InlineData("square", """{"events":[{body}]}""", "retries")]
    [InlineData("paddle", """{"data":[{body}],"meta":{"pagination":{"has_more":false}}}""", "notification_id")]
    [InlineData("chargebee", """{"list":[{"event":{body}}]}""", "webhook_status")]
    public async Task An_event_of_the_list_is_the_event_of_its_webhook(string name, string list, string varies)
    {
        var provider = ApiBench.Provider(name, new ApiSettings { Key = ApiBench.Key, Account = "acme" });
        foreach (var body in Bodies(name))
        {
            var other = JsonNode.Parse(body)!.AsObject();
            other[varies] = "another";
            await using var fake = await FakeApi.StartAsync(_ => list.Replace("{body}", other.ToJsonString(), StringComparison.Ordinal));

            var item = Assert.Single((await Api(name, fake).ListAsync(ApiBench.Window, null, CancellationToken.None)).Items);

            Assert.True(item.HasWebhookIdentity);
            AssertSame(provider.Read(Encoding.UTF8.GetBytes(body)), provider.Read(item.Body));
        }
    }

    [Theory]
    [InlineData("midtrans")]
    [InlineData("portone")]
    [InlineData("xanpay")]
    public async Task A_state_that_is_looked_up_is_the_event_of_its_webhook(string name)
    {
        var provider = ApiBench.Provider(name, Settings());
        var checkedTypes = new HashSet<string>();
        foreach (var body in Bodies(name))
        {
            var facts = provider.Read(Encoding.UTF8.GetBytes(body));
            if (facts.Subject is not { } subject || subject.Kind == SubjectKind.Payout)
            {
                continue;
            }

            await using var fake = await FakeApi.StartAsync(_ => Response(name, JsonNode.Parse(body)!.AsObject(), subject.Kind));

            var item = Assert.Single(await Api(name, fake).FindAsync(new ApiLookup(subject), CancellationToken.None));

            Assert.True(item.HasWebhookIdentity);
            AssertSame(facts, provider.Read(item.Body));
            checkedTypes.Add(facts.Type);
        }

        Assert.Contains(EventTypes.PaymentSucceeded, checkedTypes);
        Assert.True(checkedTypes.Count >= 3, $"Only {string.Join(", ", checkedTypes)} were checked.");
    }

    private static void AssertSame(EventFacts webhook, EventFacts item)
    {
        Assert.NotNull(webhook.Identity);
        Assert.Equal((webhook.Identity, webhook.Type, webhook.Subject?.Id, webhook.Amount), (item.Identity, item.Type, item.Subject?.Id, item.Amount));
    }

    // The form in which the APIs return what the webhook reports.
    private static string Response(string name, JsonObject webhook, SubjectKind kind)
    {
        switch (name)
        {
            case "portone" when kind == SubjectKind.Refund:
                webhook.Remove("payment_txn_ref");
                return $$"""{"amountToRefund":0,"refundDetails":[{{webhook.ToJsonString()}}]}""";
            case "portone":
                webhook.Remove("signature_hash");
                webhook["refund_status"] = "";
                return $$"""{"content":{{webhook.ToJsonString()}},"status_code":"2000"}""";
            case "xanpay":
                var charge = webhook["payload"]!.AsObject();
                charge["id"] = (string)charge["chargeId"]!;
                charge.Remove("chargeId");
                charge.Remove("notifyPayload");
                return charge.ToJsonString();
            default:
                return webhook.ToJsonString();
        }
    }

    private static IProviderApi Api(string name, FakeApi fake) =>
        ApiBench.Provider(name, Settings() with { BaseUrl = fake.Url }).CreateApi(ApiBench.Http)!;

    private static ApiSettings Settings() => new() { Key = ApiBench.Key, Account = "acme", ClientKey = "client" };

    private static IEnumerable<string> Bodies(string provider) => SampleCatalog.Events(provider)
        .Select(sample => Encoding.UTF8.GetString(SampleCatalog.Create(sample, new Random(7), Samples.Now)));
}
