namespace PayHooks.Tests.Providers.Presets;

public sealed class CoinbaseCommerceTests : PresetContract
{
    private const string Published = "30291a20-0bd1-4267-9b0f-e6e7b123c0bf";
    private const string Digest = "8be7742c7d372f08a6a3224edadf18a22b65fa9e28f3f2de97376cdaa092590d";

    private const string Charge =
        """{"id":1,"scheduled_for":"2017-01-31T20:50:02Z","attempt_number":1,"event":{"id":"24934862-d980-46cb-9402-43c81b0cdba6","type":"charge:created","api_version":"2018-03-22","created_at":"2017-01-31T20:49:02Z","data":{"code":"66BEOV2A","name":"The Sovereign Individual","description":"Mastering the Transition to the Information Age","hosted_url":"https://commerce.coinbase.com/charges/66BEOV2A","created_at":"2017-01-31T20:49:02Z","expires_at":"2017-01-31T21:04:02Z","timeline":[{"time":"2017-01-31T20:49:02Z","status":"NEW"}],"metadata":{},"pricing_type":"no_price","payments":[],"addresses":{"bitcoin":"0000000000000000000000000000000000","ethereum":"0x0000000000000000000000000000000000000000","litecoin":"3000000000000000000000000000000000","bitcoincash":"bitcoincash:000000000000000000000000000000000000000000"}}}}""";

    protected override string Name => "coinbase-commerce";

    protected override string HeaderName => "X-CC-Webhook-Signature";

    protected override string? EventIdAt => "event.id";

    protected override IEnumerable<Vector> Vectors =>
    [
        new("coinbase-commerce-node testWebhook.spec.js", Published, Charge, $"X-CC-Webhook-Signature: {Digest}"),
        new("coinbase-commerce-ruby webhook_spec.rb", "e9ff8572755fea16d15b623120bb118da275716dde2c996b54509244c13e1aa6",
            """{"id":1, "event":{"resource":"event"}}""",
            "X-CC-Webhook-Signature: 231055346fa57e134e8a65284147ea2a5776337f4863b62da3f90558ed027d56"),
        new("invalid secret key", "30291a20-0bd1-4267-9b0f-e6e7b123c0bg", Charge,
            $"X-CC-Webhook-Signature: {Digest}") { IsGenuine = false },
        new("invalid response", Published, "Not json", $"X-CC-Webhook-Signature: {Digest}") { IsGenuine = false },
        new("event is not in response", Published, """{"id":1,"scheduled_for":"2017-01-31T20:50:02Z","attempt_number":1}""",
            $"X-CC-Webhook-Signature: {Digest}") { IsGenuine = false },
        new("bad_header", Published, Charge, "X-CC-Webhook-Signature: bad_header") { IsGenuine = false },
        new("coinbase-commerce-python test_fail_signature_verification", Published, Charge,
            $"X-CC-Webhook-Signature: {Digest.Replace('3', '1')}") { IsGenuine = false },
    ];

    protected override IEnumerable<ExpectedFacts> Facts =>
    [
        new("charge:confirmed", "event.data.id", "event.data.metadata.order_id", "event.data.payments[0].value.local.amount", "USD"),
        new("charge:resolved", "event.data.id", "event.data.metadata.order_id", "event.data.payments[0].value.local.amount", "USD"),
        new("charge:failed", "event.data.id", "event.data.metadata.order_id", "event.data.pricing.local.amount", "USD"),
    ];
}
