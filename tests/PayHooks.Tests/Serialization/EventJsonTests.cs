using System.Text;
using PayHooks.Serialization;
using PayHooks.Storage;

namespace PayHooks.Tests.Serialization;

/// <summary>The JSON of the API, the tool and the forwarder: members, their order, and how values are written.</summary>
public sealed class EventJsonTests
{
    private const string Head =
        """
        {"id":"evt_1","source":"shop","provider":"stripe","providerEventId":null,"type":"payment.succeeded","providerType":"paid","status":"dead","outcome":null,"effect":null,"subject":null,"payment":null,"owner":null,
        "verification":"signature","resource":{"id":"pay_1","merchantReference":null},"amount":{"value":"12.50","currency":"EUR","minorUnits":1250,"providerText":"12.50"},"livemode":false,
        "occurredAt":null,"receivedAt":"2026-01-02T03:04:05.678Z","completedAt":null,"deliveries":2,"conflicts":1,"attempts":3,
        "nextAttemptAt":null,"lastError":"Zażółć <&>","handlers":[{"name":"grant","handledAt":"2026-01-02T03:04:05.678Z"}],
        """;

    private static readonly DateTimeOffset At = new(2026, 1, 2, 4, 4, 5, 678, TimeSpan.FromHours(1));

    private static readonly EventRecord Record = new()
    {
        Id = "evt_1",
        Source = "shop",
        Provider = "stripe",
        Facts = new EventFacts
        {
            Type = "payment.succeeded",
            ProviderType = "paid",
            Resource = new Resource("pay_1", null),
            Amount = Amount.Read("12.50", "EUR", AmountUnit.Major),
            Livemode = false,
        },
        Status = EventStatus.Dead,
        Verification = VerificationLevel.Signature,
        ReceivedAt = At,
        Deliveries = 2,
        Conflicts = 1,
        Attempts = 3,
        LastError = "Zażółć <&>",
        Handled = [new HandledEntry("grant", At)],
        BodyHash = "00",
        BodyLength = 7,
        DeliveryLog = [new DeliveryEntry("dlv_1", At, VerificationLevel.Partial, Conflict: true, SecretIndex: 1)],
        AttemptLog = [new AttemptEntry(At, 1, null, "crashed", 1.5, null)],
        Replays = [new ReplayEntry("rpl_1", At)],
    };

    [Fact]
    public void A_list_shows_an_event_without_payload_and_log() => Assert.Equal(
        $$"""{"events":[{{OneLine(Head)}}"payload":null}],"cursor":"next"}""", Text(EventJson.Write(new EventPage([Record], "next"))));

    [Fact]
    public void An_event_says_what_it_did_to_which_payment()
    {
        var refund = Record with
        {
            Effect = Effect.Unchanged,
            OwnerId = "evt_owner",
            Facts = Record.Facts with { Subject = new Subject(SubjectKind.Refund, "re_1") { PaymentId = "pay_1" } },
        };

        Assert.Contains(
            """
            "effect":"unchanged","subject":{"kind":"refund","id":"re_1"},"payment":"pay_1","owner":"evt_owner"
            """,
            Text(EventJson.Write(refund)), StringComparison.Ordinal);
    }

    [Fact]
    public void One_event_has_payload_and_log_at_its_end() => Assert.Equal(
        OneLine(
            $$$"""
            {{{Head}}}
            "payload":{"n":1.00,"name":"ü"},"dashboard":"https://acme.example/p","bodyLength":7,"erasedAt":null,
            "failureGroups":["9b1f4c07d2a6e358"],"log":{
            "deliveries":[{"id":"dlv_1","receivedAt":"2026-01-02T03:04:05.678Z","verification":"partial","secretIndex":1,"conflict":true}],
            "attempts":[{"at":"2026-01-02T03:04:05.678Z","attempt":1,"handler":null,"outcome":"crashed","durationMs":1.5,"error":null,"response":null}],
            "replays":[{"id":"rpl_1","at":"2026-01-02T03:04:05.678Z","job":"job_1"}]}}
            """),
        Text(EventJson.WriteDetail(Record, Encoding.UTF8.GetBytes("""{ "n": 1.00, "name": "ü" }"""),
            new EventLinks("https://acme.example/p", ["9b1f4c07d2a6e358"], new Dictionary<string, string> { ["rpl_1"] = "job_1" }))));

    [Fact]
    public void A_payload_of_the_greatest_depth_is_written()
    {
        var deep = Encoding.UTF8.GetBytes(new string('[', EventPayload.MaxDepth) + new string(']', EventPayload.MaxDepth));
        Assert.Contains(Encoding.UTF8.GetString(deep), Text(EventJson.WriteDetail(Record, deep)), StringComparison.Ordinal);
    }

    private static string OneLine(string text) => text.ReplaceLineEndings("");

    private static string Text(byte[] json) => Encoding.UTF8.GetString(json);
}
