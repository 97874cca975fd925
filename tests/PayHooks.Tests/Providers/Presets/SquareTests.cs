using PayHooks.Verification;

namespace PayHooks.Tests.Providers.Presets;

public sealed class SquareTests : PresetContract
{
    // square/square-dotnet-sdk WebhooksHelperTests, the same in every language: a test notification of the Developer Portal.
    private const string Url = "https://webhook.site/679a4f3a-dcfa-49ee-bac5-9d0edad886b9";
    private const string Published = "Ibxx_5AKakO-3qeNVR61Dw";
    private const string Right = "x-square-hmacsha256-signature: GF4YkrJgGBDZ9NIYbNXBnMzqb2HoL4RW/S6vkZ9/2N4=";

    private const string Notification =
        """{"merchant_id":"MLEFBHHSJGVHD","type":"webhooks.test_notification","event_id":"ac3ac95b-f97d-458c-a6e6-18981597e05f","created_at":"2022-07-13T20:30:59.037339943Z","data":{"type":"webhooks","id":"bc368e64-01aa-407e-b46e-3231809b1129"}}""";

    protected override string Name => "square";

    protected override string HeaderName => "x-square-hmacsha256-signature";

    protected override string? EventIdAt => "event_id";

    protected override IEnumerable<Vector> Vectors =>
    [
        new("VerifySignatureIsTrueForValidNotification", Published, Notification, Right) { Url = Url },
        new("VerifySignatureIsTrueForEscapedBodyValidNotification", "signature-key", """{"data":{"type":"webhooks","id":">id<"}}""",
            "x-square-hmacsha256-signature: Cxt7+aTi4rKgcA0bC4g9EHdVtLSDWdqccmL5MvihU4U=") { Url = "https://webhook.site/webhooks" },
        new("NotificationUrlMismatch", Published, Notification, Right) { Url = "https://webhook.site/79a4f3a-dcfa-49ee-bac5-9d0edad886b9",
            IsGenuine = false },
        new("SignatureKeyIsInvalid", "MCmhFRxGX82xMwg5FsaoQA", Notification, Right) { Url = Url, IsGenuine = false },
        new("SignatureHeaderIsInvalid", Published, Notification,
            "x-square-hmacsha256-signature: 1z2n3DEJJiUPKcPzQo1ftvbxGdw=") { Url = Url, IsGenuine = false },
        new("SignatureHeaderIsEmpty", Published, Notification, "x-square-hmacsha256-signature:") { Url = Url, IsGenuine = false },
        new("BodyMismatch", Published, Notification.Replace("2022-07", "2022-06", StringComparison.Ordinal),
            Right) { Url = Url, IsGenuine = false },
        new("BodyIsFormatted", Published, Notification.Replace(",", ",\n  ", StringComparison.Ordinal),
            Right) { Url = Url, IsGenuine = false },
        new("BodyIsEmpty", Published, "", Right) { Url = Url, IsGenuine = false },
        new("the URL is not known", Published, Notification, Right) { IsGenuine = false },
    ];

    protected override IEnumerable<ExpectedFacts> Facts =>
    [
        new("payment.updated", "data.id", "data.object.payment.reference_id", "data.object.payment.amount_money.amount", "USD"),
        new("payment.updated/tip", "data.id", "data.object.payment.reference_id", "data.object.payment.total_money.amount", "USD"),
        new("refund.updated", "data.id", "data.object.refund.order_id", "data.object.refund.amount_money.amount", "USD"),
        new("dispute.created", "data.id", null, "data.object.dispute.amount_money.amount", "USD"),
        new("payout.paid", "data.id", null, "data.object.payout.amount_money.amount", "USD"),
        new("customer.created", "data.id", null, null, null),
    ];

    protected override SourceSettings Source(params string[] secrets) =>
        base.Source(secrets) with { Scheme = Samples.Scheme("""{ "url": "https://shop.example.com/webhooks/square" }""") };

    [Fact]
    public void Checks_the_registered_URL_whatever_URL_was_called()
    {
        var behindAProxy = Samples.Delivery(Genuine()) with { Url = () => "http://10.0.0.4:8080/webhooks/square" };

        Assert.True(Provider().Verify(behindAProxy).IsGenuine);
        Assert.Equal(
            RejectionReason.SignatureMismatch, Descriptor.Create(Samples.Source(Descriptor, SecretText)).Verify(behindAProxy).Reason);
    }
}
