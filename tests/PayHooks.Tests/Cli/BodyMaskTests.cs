using System.Text;
using System.Text.Json.Nodes;
using PayHooks.Cli.Masking;
using PayHooks.Tests.Testing;
using PayHooks.Verification.Samples;

namespace PayHooks.Tests.Cli;

/// <summary>A masked body keeps its shape and what happened, and nothing else.</summary>
public sealed class BodyMaskTests
{
    [Theory]
    [MemberData(nameof(SampleEventsTests.All), MemberType = typeof(SampleEventsTests))]
    public void A_masked_sample_reads_as_the_same_event(string provider, string name)
    {
        var body = SampleCatalog.Create(SampleCatalog.Find(provider, name)!, Random.Shared, DateTimeOffset.UnixEpoch.AddYears(56));

        var masked = BodyMask.Of(body)!;

        Assert.Empty(MaskedFacts.Lost(provider, body, masked.Body));
        Assert.NotNull(EventPayload.Parse(masked.Body));
    }

    [Fact]
    public void What_identifies_people_is_replaced_by_values_of_the_same_shape()
    {
        var masked = Mask("""
            {
              "name": "Ada Lovelace", "email": "ada.l@mail.example.com", "phone": "+49 170 1234567", "ip": "203.0.113.27",
              "birthday": "1815-12-10", "customer": "cus_NffrFeUfNV2Hib", "description": "Paid by Ada", "last4": 4242,
              "address": { "line1": "12 Byron Road", "state": "Bavaria", "postal_code": "80331" },
              "receipt": "https://pay.example.com/r/a1b2", "name_event": "Ärger mit Großbuchstaben"
            }
            """);

        Assert.Matches("^[A-Z][a-z]{2} [A-Z][a-z]{7}$", Text("name"));
        Assert.Matches(@"^[a-z]{3}\.[a-z]@[a-z]{4}\.[a-z]{7}\.qqq$", Text("email"));
        Assert.Matches(@"^\+[0-9]{2} [0-9]{3} [0-9]{7}$", Text("phone"));
        Assert.Matches(@"^[0-9]{3}\.[0-9]\.[0-9]{3}\.[0-9]{2}$", Text("ip"));
        Assert.Matches("^[0-9]{4}-[0-9]{2}-[0-9]{2}$", Text("birthday"));
        Assert.Matches("^cus_[A-Z][a-z]{3}[A-Z][a-z][A-Z][a-z][A-Z]{2}[0-9][A-Z][a-z]{2}$", Text("customer"));
        Assert.Matches("^[1-9][0-9]{3}$", masked["last4"]!.ToString());
        Assert.Matches("^[0-9]{2} [A-Z][a-z]{4} [A-Z][a-z]{3}$", (string)masked["address"]!["line1"]!);
        Assert.Matches(@"^[a-z]{5}://[a-z]{3}\.[a-z]{7}\.qqq/[a-z]/[a-z][0-9][a-z][0-9]$", Text("receipt"));
        foreach (var word in (string[])["Lovelace", "ada.l", "1234567", "Byron", "Bavaria", "NffrFeUfNV2Hib", "Großbuchstaben", "Ärger"])
        {
            Assert.DoesNotContain(word, masked.ToJsonString(), StringComparison.Ordinal);
        }

        string Text(string name) => (string)masked[name]!;
    }

    [Fact]
    public void What_happened_stays_byte_for_byte_in_its_place()
    {
        const string body = """
            {  "object":"payment_intent", "status": "requires_action","livemode":false,  "amount": 49.90 , "currency":"eur",
            "created":1735689600,"updated_at":"2025-01-01T00:00:00Z", "api_version": "2025-09-30.clover", "refund": null,
            "total_money": { "value": 4990, "currency": "USD" }, "due_by": 1767830400, "empty": "", "list": [] }
            """;

        Assert.Equal(body, Encoding.UTF8.GetString(BodyMask.Of(Encoding.UTF8.GetBytes(body))!.Body));
    }

    [Theory]
    [InlineData("status", "Ada Lovelace")]
    [InlineData("type", "pi_3PExampleNffrFeUfNV2Hib")]
    [InlineData("event_id", "charge")]
    [InlineData("amount_reference", "4990123")]
    [InlineData("tax_id", "123456789")]
    [InlineData("state", "Bavaria")]
    [InlineData("date_of_birth", "1980-05-06T00:00:00Z")]
    [InlineData("currency_note", "Lovelace")]
    [InlineData("updated", "06.05.1980 Ada")]
    [InlineData("reason", "Ada asked for it")]
    [InlineData("status_changed_by", "ada.lovelace")]
    [InlineData("payment_method_holder", "Lovelace")]
    [InlineData("event_owner", "Lovelace")]
    [InlineData("fee_account", "4990123456")]
    [InlineData("payer_tax_document", "12345678901")]
    [InlineData("taxIdentification", "12345678901")]
    public void Name_and_form_have_to_say_what_happened(string name, string value) =>
        Assert.NotEqual(value, (string)Mask($$"""{ "{{name}}": "{{value}}" }""")[name]!);

    [Theory]
    [InlineData("birth")]
    [InlineData("dob")]
    public void A_date_within_a_birth_is_masked_whatever_its_own_name_is(string parent) => Assert.NotEqual(
        "1980-05-06T00:00:00Z", (string)Mask($$"""{ "{{parent}}": { "date": "1980-05-06T00:00:00Z" } }""")[parent]!["date"]!);

    [Fact]
    public void The_same_value_has_the_same_replacement_in_one_body()
    {
        var masked = Mask(
            """{ "payment": "pi_3PExampleNffrFeUfNV", "again": ["pi_3PExampleNffrFeUfNV"], "n": 123456789, "m": 123456789 }""");

        Assert.Equal((string)masked["payment"]!, (string)masked["again"]![0]!);
        Assert.Equal((long)masked["n"]!, (long)masked["m"]!);
        Assert.NotEqual("pi_3PExampleNffrFeUfNV", (string)masked["payment"]!);
    }

    [Theory]
    [InlineData("1000000000")]
    [InlineData("9223372036854775807")]
    [InlineData("-12.50")]
    [InlineData("0")]
    [InlineData("1.5e3")]
    public void A_number_stays_a_number_that_fits_the_same_types(string number)
    {
        var masked = Mask($$"""{ "n": {{number}} }""")["n"]!.ToJsonString();

        Assert.Equal(number.Length, masked.Length);
        Assert.True(string.CompareOrdinal(masked, number) <= 0, masked);
        Assert.NotNull(JsonNode.Parse(masked));
    }

    [Fact]
    public void Names_that_are_not_those_of_a_program_are_masked_too()
    {
        string[] masked =
        [
            .. Mask("""{ "Ada Lovelace": 1, "ada@example.com": 2, "order_id": 3, "line1": 4 }""").AsObject().Select(one => one.Key),
        ];

        Assert.Matches("^[A-Z][a-z]{2} [A-Z][a-z]{7}$", masked[0]);
        Assert.Matches(@"^[a-z]{3}@[a-z]{7}\.qqq$", masked[1]);
        Assert.Equal(["order_id", "line1"], masked[2..]);
    }

    [Fact]
    public void A_form_is_masked_as_JSON_is()
    {
        var masked = Encoding.UTF8.GetString(
            BodyMask.Of("name=Ada+L%C3%B6w&amount=49.90&status=paid&email=a%40b.com&flag"u8.ToArray())!.Body);

        Assert.Matches("^name=[A-Z][a-z]{2}%20[A-Z][a-z]{2}&amount=49.90&status=paid&email=[a-z]%40[a-z]\\.qqq&flag$", masked);
    }

    [Fact]
    public void Other_bodies_cannot_be_masked() => Assert.Null(BodyMask.Of("<paid><name>Ada</name></paid>"u8.ToArray()));

    [Fact]
    public void A_text_that_is_not_valid_Unicode_is_replaced_whole() =>
        Assert.Equal("masked", (string)Mask("""{ "name": "Ada \ud800" }""")["name"]!);

    private static JsonNode Mask(string json) => JsonNode.Parse(BodyMask.Of(Encoding.UTF8.GetBytes(json))!.Body)!;
}
