using PayHooks.Configuration;
using Microsoft.Extensions.Configuration;
using PayHooks.Verification;

namespace PayHooks.Tests.Providers.Schemes;

/// <summary>What a description may say of units, objects, amounts and statuses.</summary>
public sealed class SchemeFactsTests
{
    private const string Key = "secret-of-acme";

    [Theory]
    [InlineData("""{ "type": "t", "amount": "a" }""",
        "acme.json: event.unit is missing, and amount is read. Set it to minor (4990 is 49.90 USD) or major (49.90 is 49.90 USD), as the "
        + "provider writes amounts.")]
    [InlineData("""{ "status": "s", "types": { "paid": "payment.succeeded" } }""",
        "acme.json: event.types.paid never applies: a status is not looked up as a type, and the description has no type. Write it as "
        + "|paid.")]
    [InlineData("""{ "type": "t", "objects": { "order": { "has": ["k"] } }, "types": { "paid": "payment.succeeded" } }""",
        "acme.json: event.types.paid does not begin with a kind of objects. Write it as order:paid; kinds are order.")]
    [InlineData("""{ "type": "t", "objects": { "order": {} }, "types": { "order:paid": "payment.succeeded" } }""",
        "acme.json: event.objects.order names no member that the kind has. Name some with has or is.")]
    [InlineData("""{ "type": "t", "unit": "major", "amount": { "sum": "a.b" } }""",
        "acme.json: event.amount.sum ('a.b') does not lead to a number in each item of one list. Write it as list[].amount; the body must "
        + "be JSON.")]
    [InlineData("""{ "type": "t", "unit": "major", "amount": "a", "exponents": { "ISK": "two" } }""",
        "acme.json: event.exponents.ISK ('two') is not a number of decimals. Write a number from 0 to 4.")]
    [InlineData("""{ "type": "t", "voidsPaid": true }""",
        "acme.json: event.voidsPaid has no effect without subjects. Name the subjects, for example { \"payment.*\": { \"id\": \"data.id\" "
        + "} }, or remove it.")]
    [InlineData("""{ "type": "t", "subjects": "id" }""",
        "acme.json: event.subjects is not an object with types. Write it as { \"payment.*\": { \"id\": \"data.id\" } }.")]
    [InlineData("""{ "type": "t", "subjects": { "customer.*": { "id": "id" } } }""",
        "acme.json: event.subjects.customer.* is not a type of payments, refunds, disputes or payouts. Use such a type, or a family such "
        + "as refund.*.")]
    [InlineData("""{ "type": "t", "subjects": { "payment.*": "id" } }""",
        "acme.json: event.subjects.payment.* is not an object. Write it as { \"id\": \"data.id\" }.")]
    [InlineData("""{ "type": "t", "subjects": { "payment.*": {} } }""",
        "acme.json: event.subjects.payment.*.id is missing. Say where the id of the payment is.")]
    [InlineData("""{ "type": "t", "subjects": { "payment.*": { "id": "id", "parent": "p" } } }""",
        "acme.json: event.subjects.payment.*.parent is unknown. Known here: kind, id, payment, attempt, refundedTotal. Did you mean "
        + "payment?")]
    [InlineData("""{ "type": "t", "subjects": { "payment.*": { "id": "id", "payment": "p" } } }""",
        "acme.json: event.subjects.payment.*.payment has no effect: a payment belongs to no payment. Remove it; the payment's own id is "
        + "id.")]
    [InlineData("""{ "type": "t", "subjects": { "payment.*": { "id": "id", "kind": "payout" } } }""",
        "acme.json: event.subjects.payment.*.kind cannot be payout for payment.*. Use payment or capture.")]
    [InlineData("""{ "type": "t", "subjects": { "payment.captured": { "id": "id", "kind": "capture" } } }""",
        "acme.json: event.subjects.payment.captured.payment is missing. A capture is part of a payment: say where the payment's id is.")]
    [InlineData("""{ "type": "t", "subjects": { "refund.*": { "id": "id", "attempt": "a" } } }""",
        "acme.json: event.subjects.refund.*.attempt has no effect: a refund has no attempts. Remove it.")]
    [InlineData("""{ "type": "t", "subjects": { "refund.*": { "id": "id", "kind": "payment" } } }""",
        "acme.json: event.subjects.refund.*.refundedTotal is missing, and the subject of a refund is the payment. Say where all that was "
        + "refunded so far is, or set kind to refund and id to the refund's own.")]
    [InlineData("""{ "type": "t", "subjects": { "refund.*": { "id": "id", "refundedTotal": "r" } } }""",
        "acme.json: event.subjects.refund.*.refundedTotal has no effect: only a refund whose subject is the payment has a total. Remove "
        + "it, or set kind to payment.")]
    [InlineData("""{ "type": "t", "subjects": { "payment.*": { "id": "id" } }, "idsByMode": true }""",
        "acme.json: event.idsByMode is set, but the mode is not known. Say where livemode is, or how a test key begins with "
        + "secret.testPrefix.")]
    [InlineData("""{ "type": "t", "subjects": { "payment.*": { "id": "id" } }, "reports": "changes" }""",
        "acme.json: event.reports ('changes') is not a valid value. Use one of: events, states.")]
    public void A_mistake_is_reported_with_its_fix(string facts, string fault) =>
        Assert.Equal([fault], Described.Faults($$"""{ "signature": { "header": "S" }, "event": {{facts}} }"""));

    [Theory]
    [InlineData("""{"t":"charge","s":"paid"}""", EventTypes.PaymentSucceeded)]
    [InlineData("""{"t":"charge","s":"held"}""", EventTypes.Unrecognised)]
    [InlineData("""{"t":"charge"}""", EventTypes.Unrecognised)]
    [InlineData("""{"s":"done"}""", EventTypes.PaymentSucceeded)]
    [InlineData("""{"s":"refund"}""", EventTypes.Unrecognised)]
    [InlineData("""{"t":"refund","s":"anything"}""", EventTypes.RefundSucceeded)]
    [InlineData("""{"t":"customer.created","s":"x"}""", "customer.created")]
    public void A_status_counts_only_beside_its_type(string body, string type) => Assert.Equal(type, Read("""
        { "type": "t", "status": "s",
          "types": { "charge|paid": "payment.succeeded", "|done": "payment.succeeded", "refund": "refund.succeeded", "customer.*": "same" } }
        """, body).Type);

    [Theory]
    [InlineData("subjects", """ "subjects": { "payment.*": { "id": "other" } } """, "other")]
    [InlineData("changedAt", """ "subjects": { "payment.*": { "id": "id" } }, "changedAt": "at" """, "at")]
    public void What_decides_a_subject_or_its_time_must_be_signed(string member, string subjects, string path) => Assert.Equal(
        [$"acme.json: event.{member} ('{path}') is not covered by the signature. Use what is signed, or set event.unsigned to true: its "
            + "events are then partially verified, and handlers must accept that."],
        Described.Faults($$"""
            { "signature": { "header": "S" }, "fields": { "names": ["t", "id"], "join": "" },
              "event": { "type": "t", "types": { "a": "payment.succeeded" }, {{subjects}} } }
            """));

    [Fact]
    public void A_source_is_warned_of_a_type_that_no_subject_covers()
    {
        var warning = Described.Warnings("""
            { "signature": { "header": "S" }, "event": { "type": "t", "subjects": { "payment.*": { "id": "id" } },
              "types": { "a": "payment.succeeded", "b": "refund.succeeded", "c": "customer.created" } } }
            """).Single();

        Assert.Equal("names none for refund.succeeded, so that its repeats and late arrivals are handled again", warning);
    }

    [Fact]
    public void The_most_specific_pattern_names_the_amount_whatever_the_order()
    {
        const string facts = """
            { "type": "t", "types": { "*": "same" }, "unit": "major", "defaultCurrency": "EUR",
              "amount": { "*": "all", "refund.*": ["missing", "some"], "refund.failed": null } }
            """;

        Assert.Equal(["3.00 EUR", "2.00 EUR", null], new[] { "payment.succeeded", "refund.succeeded", "refund.failed" }
            .Select(type => Read(facts, $$"""{"t":"{{type}}","all":3,"some":2}""").Amount?.ToString()));
    }

    [Fact]
    public void A_source_is_warned_of_an_unknown_unit_and_of_keys_that_never_apply()
    {
        var warnings = Options(
            ("Sources:shop:Provider", "x-signature"), ("Sources:shop:Secrets:0", "secret-of-the-shop"),
            ("Sources:shop:Scheme:event:types:payment.held|true", "payment.pending"),
                ("Sources:shop:Scheme:event:types:payment.held", "payment.pending")).Warnings;

        Assert.Equal(
            ["PayHooks__Sources__shop__Scheme__event__types__payment.held", "PayHooks__Sources__shop__Scheme__event__unit"],
                warnings.Select(warning => warning.Path).Order());
        Assert.Empty(Options(
            ("Sources:shop:Provider", "x-signature"), ("Sources:shop:Secrets:0", "secret-of-the-shop"),
                ("Sources:shop:Scheme:event:unit", "minor")).Warnings);
    }

    [Fact]
    public void Settings_can_map_the_types_of_an_object()
    {
        var options = Options(
            ("Sources:shop:Provider", "adyen"), ("Sources:shop:Secrets:0", new string('a', 64)),
                ("Sources:shop:Scheme:event:types:item:CAPTURE|true", "payment.succeeded"));
        var facts = new ProviderRegistry().Find("adyen")!.Create(options.Sources.Single())
            .Read(Samples.Utf8("""{"eventCode":"CAPTURE","success":"true","amount":{"value":5}}"""));

        Assert.Empty(options.Errors);
        Assert.Equal(EventTypes.PaymentSucceeded, facts.Type);
    }

    [Fact]
    public void A_sandbox_key_beside_a_live_one_is_an_error()
    {
        var options = Options(
            ("Sources:shop:Provider", "midtrans"), ("Sources:shop:Secrets:0", "Mid-server-0123456789abcdef"),
                ("Sources:shop:Secrets:1", "SB-Mid-server-0123456789abcdef"));

        Assert.Equal("PayHooks__Sources__shop__Secrets__1", Assert.Single(options.Errors).Path);
        Assert.Contains("separate source", options.Errors[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_source_names_the_types_that_it_can_report()
    {
        var provider = Described.Provider("""
            { "signature": { "header": "S" }, "event": { "type": "t", "types": { "a": "payment.succeeded", "b": "payment.succeeded", "subscription.*": "same", "c": "same" } } }
            """, Key);

        Assert.Equal(["c", "payment.succeeded", "subscription.*"], provider.Produces.Select(one => one.Type));
        Assert.All(provider.Produces, one => Assert.Equal(VerificationLevel.Signature, one.Verification));
        Assert.Empty(Described.Provider("""{ "signature": { "header": "S" }, "event": { "type": "t" } }""", Key).Produces);
    }

    private static EventFacts Read(string facts, string body) =>
        Described.Provider($$"""{ "signature": { "header": "S" }, "event": {{facts}} }""", Key).Read(Samples.Utf8(body));

    private static PayHooksOptions Options(params (string Key, string Value)[] settings) => SettingsReader.Read(
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(one => KeyValuePair.Create($"PayHooks:{one.Key}", (string?)one.Value))).Build(),
            new ProviderRegistry());
}
