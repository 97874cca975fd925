namespace PayHooks.Tests.Providers.Presets;

public sealed class PaddleTests : PresetContract
{
    private const string Pair = """{"data": ["1", "2"]}""";
    private const string PairDigest = "a300428748dce5c70e4da19bffd60769591ea969c99dea3105d0ec9612cf43f9";
    private const long SignedAt = 1698796800;
    private const string Hello = "ts=1696195954;h1=dummy;h1=d96299976a6eb066f484d7fde011ac56fc32b38fc9940bc419d6e537fdc6ef02";

    private const string Price =
        """{"data":{"id":"pri_01hsdn96k2hxjzsq5yerecdj9j","name":null,"status":"active","quantity":{"maximum":999999,"minimum":1},"tax_mode":"account_setting","product_id":"pro_01hsdn8qp7yydry3x1yeg6a9rv","unit_price":{"amount":"1000","currency_code":"USD"},"custom_data":null,"description":"testing","import_meta":null,"trial_period":null,"billing_cycle":{"interval":"month","frequency":1},"unit_price_overrides":[]},"event_id":"evt_01hsdn97563968dy0szkmgjwh3","event_type":"price.created","occurred_at":"2024-03-20T10:07:35.590857Z","notification_id":"ntf_01hsdn977e920kbgzt6r6c9rqc"}""";

    private const string Escaped =
        """{"data":{"id":"ctm_01hs0t94g83hs5jdw282ztqa4z","name":"\u00dc\u00c4\u00c5\u00e5\u00d6\u00dc\u00c4\u00c5\u00e5\u00d6","email":"blackhole+verification1@paddle.com","locale":"en","status":"active","created_at":"2024-03-15T10:24:48.136Z","updated_at":"2024-03-15T10:24:48.136Z","custom_data":null,"import_meta":null,"marketing_consent":false},"event_id":"evt_01hs0t94tjvtv62azjmkbeysz7","event_type":"customer.created","occurred_at":"2024-03-15T10:24:48.466759Z","notification_id":"ntf_01hs0t94ws0ay8keh5t4rq70ht"}""";

    protected override string Name => "paddle";

    protected override string HeaderName => "Paddle-Signature";

    protected override string? EventIdAt => "event_id";

    protected override IEnumerable<Vector> Vectors =>
    [
        Node("Valid signature", $"ts={SignedAt};h1={PairDigest}", SignedAt),
        Node("Valid signature with multiple hashes", $"ts={SignedAt};h1=28981e941fae76e53db32f3d2a83cb69db41476595e84e1970a1b5d98f62b261;h1=28981e941fae76e53db32f3d2a83cb69db41476595e84e1970a1b5d98f62b261;h2=RANDOM_HASH", SignedAt) with
        {
            Body = """{"data": "value"}""",
        },
        Node("Validates signature at max allowed time at 5 seconds", $"ts={SignedAt};h1={PairDigest}", SignedAt + 5),
        Node("Will reject if current time is more than 5 seconds", $"ts={SignedAt};h1={PairDigest}", SignedAt
            + 6) with { IsGenuine = false },
        Node("Will reject if current time is more than a few days", $"ts={SignedAt};h1={PairDigest}", SignedAt
            + 345_600) with { IsGenuine = false },
        Node("Invalid secret", $"ts={SignedAt};h1={PairDigest}", SignedAt) with { Secret = "INVALID_VALID_SECRET", IsGenuine = false },
        Node("Invalid timestamp", $"ts=9876;h1={PairDigest}", SignedAt) with { IsGenuine = false },
        Node("Invalid data - has more space", $"ts={SignedAt};h1={PairDigest}", SignedAt) with { Body = """{ "data": [ "1", "2" ]}""",
            IsGenuine = false },
        Node("Invalid signature", "ts=1234;h1=invalid_signature", 1234) with { IsGenuine = false },
        Node("Missing TS and H1", "invalid_header", SignedAt) with { IsGenuine = false },
        Node("Missing TS", $"h1={PairDigest}", SignedAt) with { IsGenuine = false },
        Node("Missing H1", "ts=1234;h2=invalid_header", 1234) with { IsGenuine = false },
        new("paddle-php-sdk VerifierTest: a h1 that is none, then the right one",
            "pdl_ntf_01hbpjmytsa32fhr36nqgc3kgb_WvRO0eL4Bj9rgYYIBZY6wZhG4EHy9jzh", "hello-world",
            $"Paddle-Signature: {Hello}") { At = 1696195954 },
        new("the same with another of its secrets", "pdl_ntf_01hbpjmytsa32fhr36nqgc3kgb_vB/yIOnTOCWIvpBadM5jzBZPHc7OmdSo", "hello-world",
            $"Paddle-Signature: {Hello}") { At = 1696195954, IsGenuine = false },
        new("paddle-go-sdk webhook_verifier_test.go", "pdl_ntfset_01hsdn8d43dt7mezr1ef2jtbaw_hKkRiCGyyRhbFwIUuqiTBgI7gnWoV0Gr", Price,
            "Paddle-Signature: ts=1710929255;h1=6c05ef8fa83c44d751be6d259ec955ce5638e2c54095bf128e408e2fce1589c8") { At = 1710929256 },
        new("paddle-go-sdk: invalid signature format", "pdl_ntfset_01hsdn8d43dt7mezr1ef2jtbaw_hKkRiCGyyRhbFwIUuqiTBgI7gnWoV0Gr", Price,
            "Paddle-Signature: ts=x;h1=y") { At = 1710929256, IsGenuine = false },
        new("paddle-python-sdk test_Verifier.py: special characters",
            "pdl_ntfset_01hs0t3tw21j988db1pam5xg8m_GrOWLNef+vmtjJYq4mSnHNzvc8uWoJ1I", Escaped,
            "Paddle-Signature: ts=1710498288;h1=38219b3ba1578184e625c29d201a27cd25bd69e2ec9c3ab87dcb90d87ff73a41") { At = 1710498288 },
    ];

    protected override IEnumerable<ExpectedFacts> Facts =>
    [
        new("transaction.completed", "data.id", "data.custom_data.order_id", "data.details.totals.grand_total", "USD"),
        new("adjustment.updated", "data.id", null, "data.totals.total", "USD"),
        new("payout.paid", "data.id", null, "data.amount", "USD"),
        new("customer.created", "data.id", null, null, null),
    ];

    private static Vector Node(string what, string header, long at) =>
        new($"paddle-node-sdk webhooks-validator.node.test.ts: {what}", "VALID_SECRET", Pair, $"Paddle-Signature: {header}") { At = at };
}
