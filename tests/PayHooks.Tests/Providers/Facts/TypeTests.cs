using static PayHooks.Tests.Providers.Facts.PresetFacts;

namespace PayHooks.Tests.Providers.Facts;

/// <summary>A type comes from what the notice says happened; a status that no one listed is not success.</summary>
public sealed class TypeTests
{
    [Theory]
    [InlineData("midtrans", """{"transaction_status":"capture","status_code":"200","fraud_status":"accept"}""",
        EventTypes.PaymentSucceeded)]
    [InlineData("midtrans", """{"transaction_status":"capture","status_code":"201","fraud_status":"accept"}""", EventTypes.Unrecognised)]
    [InlineData("midtrans", """{"transaction_status":"capture","status_code":"201","fraud_status":"challenge"}""",
        EventTypes.PaymentPending)]
    [InlineData("midtrans", """{"transaction_status":"capture","status_code":"200","fraud_status":"challenge"}""",
        EventTypes.PaymentPending)]
    [InlineData("midtrans", """{"transaction_status":"capture","status_code":"202","fraud_status":"deny"}""", EventTypes.PaymentFailed)]
    [InlineData("midtrans", """{"transaction_status":"capture","status_code":"200","fraud_status":"review"}""", EventTypes.Unrecognised)]
    [InlineData("midtrans", """{"transaction_status":"capture","status_code":"200"}""", EventTypes.Unrecognised)]
    [InlineData("midtrans", """{"transaction_status":"settlement","status_code":"200"}""", EventTypes.PaymentSucceeded)]
    [InlineData("midtrans", """{"transaction_status":"settlement","status_code":"200","fraud_status":"accept"}""",
        EventTypes.PaymentSucceeded)]
    [InlineData("midtrans", """{"transaction_status":"settlement","status_code":"200","fraud_status":"challenge"}""",
        EventTypes.Unrecognised)]
    [InlineData("midtrans", """{"transaction_status":"settlement","status_code":"200","fraud_status":"deny"}""", EventTypes.Unrecognised)]
    [InlineData("midtrans", """{"transaction_status":"settlement","status_code":"201"}""", EventTypes.Unrecognised)]
    [InlineData("midtrans", """{"transaction_status":"settlement"}""", EventTypes.Unrecognised)]
    [InlineData("midtrans", """{"transaction_status":"refund","status_code":"412","fraud_status":"accept"}""", EventTypes.Unrecognised)]
    [InlineData("square", """{"type":"payment.updated","data":{"object":{"payment":{"status":"HELD"}}}}""", EventTypes.Unrecognised)]
    [InlineData("square", """{"type":"payment.updated","data":{"object":{}}}""", EventTypes.Unrecognised)]
    [InlineData("stripe", """{"type":"refund.updated","data":{"object":{"status":"reviewing"}}}""", EventTypes.Unrecognised)]
    [InlineData("lemon-squeezy", """{"meta":{"event_name":"order_created"},"data":{"attributes":{"status":"fraudulent"}}}""",
        EventTypes.Unrecognised)]
    [InlineData("lemon-squeezy", """{"meta":{"event_name":"subscription_payment_recovered"},"data":{"attributes":{"status":"paid"}}}""",
        EventTypes.Unrecognised)]
    [InlineData("flutterwave", """{"type":"charge.completed","data":{"status":"held"}}""", EventTypes.Unrecognised)]
    [InlineData("chargebee", """{"event_type":"payment_succeeded","content":{"transaction":{"type":"payment","status":"in_progress"}}}""",
        EventTypes.Unrecognised)]
    [InlineData("chargebee", """{"event_type":"payment_refunded","content":{"transaction":{"type":"refund","status":"in_progress"}}}""",
        EventTypes.Unrecognised)]
    [InlineData("chargebee", """{"event_type":"authorization_succeeded","content":{"transaction":{"status":"voided"}}}""",
        EventTypes.Unrecognised)]
    [InlineData("xendit", """{"event":"ewallet.capture","data":{"status":"VOIDED"}}""", EventTypes.Unrecognised)]
    [InlineData("xendit", """{"event":"qr.payment","data":{"status":"FAILED"}}""", EventTypes.Unrecognised)]
    [InlineData("xendit", """{"event":"payment_request.expiry","data":{"status":"EXPIRED"}}""", "payment_request.expiry")]
    [InlineData("xendit", """{"event":"payment_session.completed","data":{"status":"COMPLETED"}}""", "payment_session.completed")]
    [InlineData("paystack", """{"event":"paymentrequest.success","data":{"status":"success"}}""", "paymentrequest.success")]
    [InlineData("razorpay", """{"event":"payment_link.partially_paid"}""", "payment_link.partially_paid")]
    [InlineData("paystack", """{"event":"charge.dispute.resolve","data":{"status":"resolved","resolution":null}}""",
        EventTypes.Unrecognised)]
    [InlineData("adyen", """{"eventCode":"AUTHORISATION","success":"maybe","amount":{"value":5}}""", EventTypes.Unrecognised)]
    [InlineData("adyen", """{"eventCode":"AUTHORISATION","success":"true","amount":{"value":0}}""", EventTypes.Unrecognised)]
    [InlineData("adyen", """{"eventCode":"AUTHORISATION","success":"true","amount":{"value":5}}""", EventTypes.PaymentSucceeded)]
    public void An_unlisted_status_is_unrecognised(string provider, string body, string type) =>
        Assert.Equal(type, Read(provider, body).Type);

    [Theory]
    [InlineData("shopify", """{"id":1,"order_id":2,"status":"pending","name":"#1001.1"}""")]
    [InlineData("shopify", """{"id":1,"status":"open","total_price":"5.00","name":"#D1"}""")]
    [InlineData("shopify", """{"id":1,"financial_status":"paid","total_price":"5.00","cancelled_at":"2026-01-01T00:00:00Z"}""")]
    [InlineData("woocommerce", """{"id":1,"status":"pending","price":"5.00"}""")]
    [InlineData("woocommerce", """{"id":1,"status":"completed","order_key":"k","total":"5.00","billing_period":"month"}""")]
    [InlineData("woocommerce", """{"id":1,"status":"cancelled","order_key":"k","total":"5.00","date_paid":"2026-01-01T00:00:00"}""")]
    [InlineData("xendit", """{"id":"va-1","external_id":"o","owner_id":"b","account_number":"1","status":"ACTIVE"}""")]
    [InlineData("xendit", """{"id":"d-1","user_id":"u","external_id":"o","amount":5,"status":"COMPLETED"}""")]
    [InlineData("github", """{"action":"created","issue":{"number":7}}""")]
    [InlineData("github", """{"action":"created","sponsorship":{"tier":{"monthly_price_in_cents":500,"is_one_time":true}}}""")]
    [InlineData("chargebee", """{"event_type":"authorization_succeeded","content":{"transaction":{"status":"success","authorization_reason":"verification"}}}""")]
    [InlineData("chargebee",
        """{"event_type":"authorization_voided","content":{"transaction":{"status":"voided","authorization_reason":"verification"}}}""")]
    [InlineData("adyen-platform",
        """{"type":"balancePlatform.transfer.updated","data":{"category":"internal","direction":"outgoing","status":"booked"}}""")]
    [InlineData("stripe", """{"object":"event","status":"succeeded","data":{"object":{"status":"succeeded"}}}""")]
    [InlineData("square", """{"data":{"object":{"payment":{"status":"COMPLETED"}}}}""")]
    public void The_status_of_another_object_is_not_a_payments(string provider, string body) =>
        Assert.Equal(EventTypes.Unrecognised, Read(provider, body).Type);

    [Theory]
    [InlineData("xendit", """{"id":"p","payment_id":"1","callback_virtual_account_id":"va","external_id":"o","amount":5000}""",
        EventTypes.PaymentSucceeded)]
    [InlineData("xendit", """{"id":"i","external_id":"o","user_id":"u","merchant_name":"m","status":"PAID"}""",
        EventTypes.PaymentSucceeded)]
    [InlineData("xendit", """{"event":"qr.payment","id":"q","status":"COMPLETED","amount":1500,"qr_code":{"external_id":"o"}}""",
        EventTypes.PaymentSucceeded)]
    [InlineData("woocommerce", """{"status":"processing","order_key":"k","total":"5.00","payment_method":"cod","date_paid":null}""",
        EventTypes.PaymentPending)]
    [InlineData("woocommerce", """{"status":"processing","order_key":"k","total":"5.00","payment_method":"bacs"}""",
        EventTypes.PaymentSucceeded)]
    [InlineData("woocommerce", """{"status":"processing","order_key":"k","total":"5.00","payment_method":"invoice","date_created":"2026-01-01T00:00:00","date_paid":null}""", EventTypes.PaymentPending)]
    [InlineData("woocommerce", """{"status":"completed","order_key":"k","total":"5.00","payment_method":"invoice","date_created":"2026-01-01T00:00:00","date_paid":null}""", EventTypes.Unrecognised)]
    [InlineData("woocommerce", """{"status":"processing","order_key":"k","total":"5.00","payment_method":"invoice","date_created":"2026-01-01T00:00:00","date_paid":"2026-01-01T00:00:00"}""", EventTypes.PaymentSucceeded)]
    [InlineData("shopify", """{"financial_status":"paid","total_price":"5.00","cancelled_at":null}""", EventTypes.PaymentSucceeded)]
    [InlineData("chargebee", """{"event_type":"authorization_succeeded","content":{"transaction":{"status":"success","authorization_reason":"blocking_funds"}}}""", EventTypes.PaymentAuthorized)]
    [InlineData("github", """{"action":"created","sponsorship":{"tier":{"monthly_price_in_cents":500,"is_one_time":false}}}""",
        EventTypes.SubscriptionCreated)]
    public void The_members_of_a_body_say_which_object_it_is(string provider, string body, string type) =>
        Assert.Equal(type, Read(provider, body).Type);

    [Theory]
    [InlineData("stripe", """{"id":"evt_1","type":"payment_intent.partially_funded","created":1768478400,"data":{"object":{"id":"pi_1","amount":4990,"currency":"usd"}}}""", "pi_1", "49.90", "USD")]
    [InlineData("shopify",
        """{"id":1,"financial_status":"partially_refunded","total_price":"12.5","currency":"EUR","updated_at":"2026-01-15T12:00:00Z"}""",
        "1", "12.50", "EUR")]
    [InlineData("xendit", """{"event":"new.type","data":{"id":"x1","amount":5000,"currency":"IDR","created":"2026-01-15T12:00:00Z"}}""",
        "x1", "5000.00", "IDR")]
    [InlineData("razorpay",
        """{"event":"order.paid","created_at":1768478400,"payload":{"payment":{"entity":{"id":"pay_1","amount":4990,"currency":"INR"}}}}""",
        "pay_1", "49.90", "INR")]
    public void Facts_are_kept_when_the_type_is_unrecognised(string provider, string body, string resource, string value, string currency)
    {
        var facts = Read(provider, body);

        Assert.Equal((EventTypes.Unrecognised, resource, $"{value} {currency}", Samples.Now),
            (facts.Type, facts.Resource.Id, facts.Amount?.ToString(), facts.OccurredAt));
    }
}
