using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using PayHooks.Verification.Chargily;
using PayHooks.Verification.PortOne;
using PayHooks.Verification.XSignature;
using PayHooks.Verification.XanPay;

namespace PayHooks.Tests.Providers;

public sealed class PayloadTests
{
    private static T Read<T>(string sample, JsonTypeInfo<T> type) where T : class => Samples.Payload(Samples.Body(sample), type)!;

    [Fact]
    public void Knows_every_field_of_the_samples()
    {
        Assert.Null(Read("portone/payment.json", PortOnePayment.Json).OtherFields);
        Assert.Null(Read("portone/payment-chaiport.json", PortOnePayment.Json).OtherFields);
        Assert.Null(Read("portone/payment-link.json", PortOnePaymentLink.Json).OtherFields);
        Assert.Null(Read("portone/subscription.json", PortOneSubscription.Json).OtherFields);
        Assert.Null(Read("portone/refund.json", PortOneRefund.Json).OtherFields);
        var notice = Read("xanpay/charge-completed.json", XanPayNotification.Json);
        Assert.Null(notice.OtherFields ?? notice.Payload!.OtherFields ?? notice.Payload.Orders![0].OtherFields);
        var checkout = Read("chargily/checkout-paid.json", ChargilyCheckoutEvent.Json);
        Assert.Null(checkout.OtherFields ?? checkout.Data!.OtherFields);
        var other = Read("x-signature/payment-completed.json", XSignatureEvent.Json);
        Assert.Null(other.OtherFields ?? other.Data!.OtherFields);
    }

    [Theory]
    [InlineData("portone/payment.json")]
    [InlineData("portone/payment-chaiport.json")]
    public void Reads_every_field_of_a_payment(string sample)
    {
        var payment = Read(sample, PortOnePayment.Json);
        foreach (var field in JsonDocument.Parse(Samples.Body(sample)).RootElement.EnumerateObject())
        {
            var property = PortOnePayment.Json.Properties.Single(property => property.Name == field.Name);
            Assert.True(property.Get!(payment) is not null, field.Name);
        }
    }

    [Fact]
    public void Reads_the_parts_of_a_payment()
    {
        var payment = Read("portone/payment.json", PortOnePayment.Json);
        var forex = payment.CrossBorderData!.ForexDetails!;

        Assert.Equal((500m, "Success", true, false),
            (payment.Amount, payment.Status, payment.IsRefundAllowed, payment.IsCrossBorderTransaction));
        Assert.Equal((1.25m, 500m, "USD", 625.5m, "EUR"),
            (forex.ForexRate, forex.InvoiceAmount, forex.InvoiceCurrency, forex.PaymentAmount, forex.PaymentCurrency));
        Assert.Equal(("004", 1.5m, true, 3L),
            (payment.InstallmentDetails!.BankCode, payment.InstallmentDetails.Interest, payment.InstallmentDetails.IsMerchantSponsored,
            payment.InstallmentDetails.Period));
        Assert.Equal(new DateTimeOffset(2024, 9, 26, 10, 55, 14, TimeSpan.Zero).AddMicroseconds(573735), payment.CreatedAt);
        Assert.Equal("x", payment.AdditionalPaymentDetails!.Value.GetProperty("note").GetString());
        Assert.Contains("&pgcode=PL", payment.ReceiptUrl, StringComparison.Ordinal);
    }

    [Fact]
    public void Reads_a_link_a_subscription_and_a_refund()
    {
        var link = Read("portone/payment-link.json", PortOnePaymentLink.Json);
        var subscription = Read("portone/subscription.json", PortOneSubscription.Json);
        var refund = Read("portone/refund.json", PortOneRefund.Json);

        Assert.Equal(("JP", 48L, "qcFJvupbcbdcyNFg", ""), (link.CountryCode, link.ExpiryHours, link.ChaipayKey, link.UserConfiguredField5));
        Assert.Equal((103m, 4L, 1L, true),
            (subscription.NextDeductionAmount, subscription.RecurrenceCount, subscription.CollectedCount, subscription.InTrial));
        Assert.Equal(("2mbbExY77pp8iC0AQ1ucWymnd3c", "full", "6539"), (refund.PaymentTxnRef, refund.RefundType, refund.MerchantId));
    }

    [Fact]
    public void Reads_a_charge_with_the_merchants_own_payload()
    {
        var notice = Read("xanpay/charge-completed.json", XanPayNotification.Json);
        var charge = notice.Payload!;

        Assert.Equal(new DateTimeOffset(2021, 4, 12, 11, 25, 57, 504, TimeSpan.Zero), notice.Timestamp);
        Assert.Equal("251", charge.DecodedNotifyPayload!.Value.GetProperty("orderId").GetString());
        Assert.Equal(("Phone", 1m, 100m), (charge.Orders![0].Name, charge.Orders[0].Quantity, charge.Orders[0].Amount));
        Assert.Null(new XanPayCharge { NotifyPayload = "order 251" }.DecodedNotifyPayload);
        Assert.Null(new XanPayCharge { NotifyPayload = "{broken" }.DecodedNotifyPayload);
    }

    [Fact]
    public void Reads_a_checkout()
    {
        var checkout = Read("chargily/checkout-paid.json", ChargilyCheckoutEvent.Json);

        Assert.Equal((false, "checkout.paid", 50000m, true),
            (checkout.Livemode, checkout.Type, checkout.Data!.Amount, checkout.Data.CollectShippingAddress));
        Assert.Equal(new DateTimeOffset(2023, 12, 26, 8, 13, 38, TimeSpan.Zero), checkout.CreatedAt);
        Assert.Equal("https://your-cool-website.com/payments/success", checkout.Data.SuccessUrl);
    }

    [Fact]
    public void Keeps_unknown_fields_and_reads_unexpected_shapes_as_null()
    {
        var payment = Samples.Payload(
            Samples.Utf8("""{"amount":{},"status":7,"order_ref":[],"is_refund_allowed":"true","created_at":[1],"cross_border_data":"x","installment_details":{"period":"3.0","new":1},"brand_new":{"a":1}}"""),
            PortOnePayment.Json)!;

        Assert.Equal((null, "7", null, true, null, null),
            (payment.Amount, payment.Status, payment.OrderRef, payment.IsRefundAllowed, payment.CreatedAt, payment.CrossBorderData));
        Assert.Equal(3, payment.InstallmentDetails!.Period);
        Assert.Equal("new", Assert.Single(payment.InstallmentDetails.OtherFields!).Key);
        Assert.Equal("brand_new", Assert.Single(payment.OtherFields!).Key);
    }

    [Fact]
    public void Reads_half_a_surrogate_pair_as_a_replacement() =>
        Assert.Equal("a\uFFFD", Samples.Payload(Samples.Utf8("""{"status":"a\ud800"}"""), PortOnePayment.Json)!.Status);

    [Fact]
    public void Writes_what_it_reads()
    {
        var written = JsonSerializer.Serialize(Read("xanpay/charge-completed.json", XanPayNotification.Json), XanPayNotification.Json);

        Assert.Equal("609c80f6a5b44800116d7c16", JsonSerializer.Deserialize(written, XanPayNotification.Json)!.Payload!.ChargeId);
    }
}
