using static PayHooks.Tests.Providers.Facts.PresetFacts;

namespace PayHooks.Tests.Providers.Facts;

/// <summary>An amount is the event's own, in a unit that is known.</summary>
public sealed class MoneyTests
{
    [Theory]
    [InlineData("lemon-squeezy",
        """{"meta":{"event_name":"order_refunded"},"data":{"attributes":{"total":1199,"refunded_amount":200,"currency":"USD"}}}""", null)]
    [InlineData("lemon-squeezy", """{"meta":{"event_name":"subscription_payment_refunded"},"data":{"attributes":{"total":1199,"refunded_amount":200,"currency":"USD"}}}""", null)]
    [InlineData("woocommerce",
        """{"status":"refunded","order_key":"k","total":"50.00","currency":"EUR","refunds":[{"total":"-10.00"},{"total":"-9.00"}]}""",
        "19.00 EUR")]
    [InlineData("woocommerce", """{"status":"refunded","order_key":"k","total":"50.00","currency":"EUR","refunds":[]}""", null)]
    [InlineData("midtrans", """{"transaction_status":"partial_refund","status_code":"200","gross_amount":"90000.00","refund_amount":"5000.00","refunds":[{"refund_amount":"5000.00"}]}""", "5000.00 IDR")]
    [InlineData("midtrans", """{"transaction_status":"partial_refund","status_code":"200","gross_amount":"90000.00","refund_amount":"9000.00","refunds":[{"refund_amount":"5000.00"},{"refund_amount":"4000.00"}]}""", null)]
    [InlineData("midtrans", """{"transaction_status":"refund","status_code":"200","gross_amount":"90000.00","refund_amount":"90000.00"}""",
        null)]
    [InlineData("shopify", """{"order_id":1,"refund_line_items":[],"transactions":[{"kind":"refund","status":"success","amount":"2.00","currency":"EUR"},{"kind":"refund","status":"success","amount":"7.5","currency":"EUR"}]}""", "9.50 EUR")]
    [InlineData("shopify", """{"order_id":1,"refund_line_items":[],"transactions":[{"kind":"refund","status":"success","amount":"2.00"},{"kind":"refund","status":"pending","amount":"7.5"}]}""", null)]
    [InlineData("shopify", """{"order_id":1,"refund_line_items":[],"transactions":[{"kind":"refund","status":"success","amount":"2.00"},{"kind":"refund","status":"success"}]}""", null)]
    [InlineData("razorpay", """{"event":"refund.processed","payload":{"refund":{"entity":{"amount":200,"currency":"INR"}},"payment":{"entity":{"amount":1199,"currency":"INR"}}}}""", "2.00 INR")]
    [InlineData("coinbase-commerce", """{"event":{"type":"charge:resolved","data":{"pricing":{"local":{"amount":"100.00","currency":"USD"}},"payments":[{"status":"CONFIRMED","value":{"local":{"amount":"40.00","currency":"USD"}}}]}}}""", "40.00 USD")]
    [InlineData("coinbase-commerce", """{"event":{"type":"charge:resolved","data":{"pricing":{"local":{"amount":"100.00","currency":"USD"}},"payments":[{"status":"CONFIRMED","value":{"local":{"amount":"40.00","currency":"USD"}}},{"status":"CONFIRMED","value":{"local":{"amount":"30.00","currency":"USD"}}}]}}}""", "70.00 USD")]
    [InlineData("coinbase-commerce", """{"event":{"type":"charge:resolved","data":{"pricing":{"local":{"amount":"100.00","currency":"USD"}},"payments":[{"status":"CONFIRMED","value":{"local":{"amount":"40.00","currency":"USD"}}},{"status":"PENDING","value":{"local":{"amount":"60.00","currency":"USD"}}}]}}}""", null)]
    [InlineData("coinbase-commerce", """{"event":{"type":"charge:resolved","data":{"pricing":{"local":{"amount":"100.00","currency":"USD"}},"payments":[{"value":{"local":{"amount":"40.00","currency":"USD"}}}]}}}""", null)]
    [InlineData("coinbase-commerce",
        """{"event":{"type":"charge:resolved","data":{"pricing":{"local":{"amount":"100.00","currency":"USD"}},"payments":[]}}}""", null)]
    [InlineData("stripe",
        """{"type":"payment_intent.succeeded","data":{"object":{"amount":2000,"amount_received":1500,"currency":"usd"}}}""", "15.00 USD")]
    [InlineData("stripe", """{"type":"payment_intent.succeeded","data":{"object":{"amount":2000,"currency":"usd"}}}""", "20.00 USD")]
    [InlineData("stripe", """{"type":"payment_intent.amount_capturable_updated","data":{"object":{"amount":2000,"amount_capturable":1500,"currency":"usd"}}}""", "15.00 USD")]
    [InlineData("xendit",
        """{"event":"payment.capture","data":{"request_amount":9000,"captures":[{"capture_amount":7000}],"currency":"IDR"}}""",
        "7000.00 IDR")]
    [InlineData("xendit", """{"id":"i","external_id":"o","user_id":"u","merchant_name":"m","status":"PAID","amount":9000,"paid_amount":7000,"currency":"IDR"}""", "7000.00 IDR")]
    [InlineData("xendit",
        """{"event":"ewallet.capture","data":{"status":"SUCCEEDED","charge_amount":9000,"capture_amount":7000,"currency":"IDR"}}""",
        "7000.00 IDR")]
    [InlineData("square", """{"type":"payment.updated","data":{"object":{"payment":{"status":"COMPLETED","amount_money":{"amount":1000,"currency":"USD"},"total_money":{"amount":1150,"currency":"USD"}}}}}""", "11.50 USD")]
    [InlineData("square",
        """{"type":"refund.updated","data":{"object":{"refund":{"status":"COMPLETED","amount_money":{"amount":300,"currency":"USD"}}}}}""",
        "3.00 USD")]
    [InlineData("chargebee", """{"event_type":"payment_refunded","content":{"transaction":{"status":"success","amount":200,"currency_code":"USD"},"invoice":{"total":1199,"currency_code":"USD"}}}""", "2.00 USD")]
    [InlineData("paddle", """{"event_type":"adjustment.updated","data":{"action":"refund","status":"approved","totals":{"total":"200"},"currency_code":"USD"}}""", "2.00 USD")]
    [InlineData("flutterwave",
        """{"type":"refund.completed","data":{"status":"succeeded","amount":11.99,"amount_refunded":2,"currency":"NGN"}}""", "2.00 NGN")]
    [InlineData("flutterwave",
        """{"type":"transfer.reversal","data":{"status":"FAILED","amount":3000.44,"source_currency":"NGN","destination_currency":"EUR"}}""",
        "3000.44")]
    [InlineData("lemon-squeezy", """{"meta":{"event_name":"dispute_created"},"data":{"attributes":{"total":1199,"currency":"USD"}}}""",
        null)]
    public void An_amount_is_the_events_own(string provider, string body, string? amount) =>
        Assert.Equal(amount, Read(provider, body).Amount?.ToString());

    [Theory]
    [InlineData("stripe", """{"type":"payment_intent.succeeded","data":{"object":{"amount_received":4990,"currency":"usd"}}}""",
        "49.90 USD", 4990L)]
    [InlineData("stripe", """{"type":"payment_intent.succeeded","data":{"object":{"amount_received":500,"currency":"jpy"}}}""", "500 JPY",
        500L)]
    [InlineData("stripe", """{"type":"payment_intent.succeeded","data":{"object":{"amount_received":500,"currency":"isk"}}}""", "5 ISK",
        5L)]
    [InlineData("stripe", """{"type":"payment_intent.succeeded","data":{"object":{"amount_received":500,"currency":"kwd"}}}""", "0.500 KWD",
        500L)]
    [InlineData("stripe", """{"type":"payment_intent.succeeded","data":{"object":{"amount_received":500,"currency":"ugx"}}}""", "5 UGX",
        5L)]
    [InlineData("stripe", """{"type":"payment_intent.succeeded","data":{"object":{"amount_received":500,"currency":"mga"}}}""",
        "500.00 MGA", 50000L)]
    [InlineData("square", """{"type":"payment.updated","data":{"object":{"payment":{"total_money":{"amount":500,"currency":"JPY"}}}}}""",
        "500 JPY", 500L)]
    [InlineData("razorpay", """{"event":"payment.captured","payload":{"payment":{"entity":{"amount":4990,"currency":"KWD"}}}}""",
        "4.990 KWD", 4990L)]
    [InlineData("shopify", """{"financial_status":"paid","total_price":"500","currency":"jpy"}""", "500 JPY", 500L)]
    [InlineData("adyen", """{"eventCode":"REFUND","success":"true","amount":{"value":500,"currency":"IDR"}}""", "500.00 IDR", 50000L)]
    [InlineData("adyen", """{"eventCode":"REFUND","success":"true","amount":{"value":500,"currency":"CLP"}}""", "5 CLP", 5L)]
    [InlineData("paystack", """{"event":"charge.success","data":{"amount":50000,"currency":"XOF"}}""", "500 XOF", 500L)]
    [InlineData("flutterwave", """{"type":"charge.completed","data":{"status":"succeeded","amount":26.5,"currency":"NGN"}}""", "26.50 NGN",
        2650L)]
    [InlineData("chargily", """{"type":"checkout.paid","data":{"amount":5000,"currency":"dzd"}}""", "5000.00 DZD", 500000L)]
    [InlineData("paddle",
        """{"event_type":"transaction.completed","data":{"details":{"totals":{"grand_total":"4990"}},"currency_code":"USD"}}""",
        "49.90 USD", 4990L)]
    public void An_amount_has_a_value_in_the_main_unit(string provider, string body, string amount, long minorUnits)
    {
        var read = Read(provider, body).Amount!;

        Assert.Equal((amount, minorUnits), (read.ToString(), read.MinorUnits));
    }

    [Theory]
    [InlineData("x-signature")]
    [InlineData("standard-webhooks")]
    public void An_unknown_unit_leaves_the_providers_text(string provider)
    {
        var amount = Read(provider, """{"type":"payment.succeeded","data":{"amount":4990,"currency":"usd"}}""").Amount!;

        Assert.Equal((null, "4990", "USD", "4990 USD (unit unknown)"),
            (amount.Value, amount.ProviderText, amount.Currency, amount.ToString()));
    }
}
