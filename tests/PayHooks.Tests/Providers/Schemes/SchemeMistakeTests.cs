using PayHooks.Verification;
using PayHooks.Verification.Descriptions.Model;
using PayHooks.Verification.Descriptions.Running;

namespace PayHooks.Tests.Providers.Schemes;

/// <summary>Mistakes in a description are reported when it is read, each with its path and a fix.</summary>
public sealed class SchemeMistakeTests
{
    private const string Header = "\"signature\": { \"header\": \"X\" }";
    private const string List = "\"signature\": { \"header\": \"X\", \"list\": { \"key\": \"v1\" } }";

    public static TheoryData<string, string> Mistakes => new()
    {
        { "", "acme.json: signature is missing. Say where the signature is, for example { \"header\": \"X-Signature\" }." },
        { $"{Header}, \"algoritm\": \"hmac-sha256\"",
            "acme.json: algoritm is unknown. Known here: $schema, secret, algorithm, encoding, signature, content, fields, forms, "
            + "timestamp, id, alternatives, url, body, items, event, answer, challenge, ping, dashboard, api. Did you mean algorithm?" },
        { $"{Header}, \"dashboard\": {{}}", "acme.json: dashboard names no address. Set live, test or both, or remove it." },
        { $"{Header}, \"dashboard\": {{ \"live\": \"http://acme.example/{{id}}\" }}",
            "acme.json: dashboard.live ('http://acme.example/{id}') is not an absolute https address. Write it as "
            + "https://host/path/{id}." },
        { $"{Header}, \"dashboard\": {{ \"test\": \"https://acme.example/payments\" }}",
            "acme.json: dashboard.test ('https://acme.example/payments') does not have {id} exactly once. Write it as "
            + "https://host/path/{id}." },
        { $"{Header}, \"dashboard\": {{ \"live\": \"https://{{id}}.acme.example/payments\" }}",
            "acme.json: dashboard.live ('https://{id}.acme.example/payments') has {id} in its host. Write it as https://host/path/{id}." },
        { $"{Header}, \"dashboard\": {{ \"live\": \"https://acme.example/{{mode}}/{{id}}\" }}",
            "acme.json: dashboard.live ('https://acme.example/{mode}/{id}') has braces other than those of {id}. Write it as "
            + "https://host/path/{id}." },
        { $"{Header}, \"ping\": {{}}", "acme.json: ping does not say how a test call is recognized. Set body, or json and prefix." },
        { $"{Header}, \"ping\": {{ \"json\": \"tid\" }}",
            "acme.json: ping does not say how a test call is recognized. Set body, or json and prefix." },
        { $"{Header}, \"ping\": {{ \"body\": \"webhook_id=7\" }}",
            "acme.json: ping.body does not have {digits} exactly once. Write the number as {digits}: webhook_id={digits}." },
        { $"{Header}, \"ping\": {{ \"body\": \"a={{digits}}\", \"json\": \"b\" }}",
            "acme.json: ping.body excludes the other members. Keep the whole body, or the member and its prefix." },
        { $"{Header}, \"algorithm\": \"hmac-sha265\"",
            "acme.json: algorithm ('hmac-sha265') is not a valid value. Use one of: hmac-sha1, hmac-sha256, hmac-sha384, hmac-sha512, "
            + "sha256, sha512, token, basic. Did you mean hmac-sha256?" },
        { $"{Header}, \"algorithm\": [1]", "acme.json: algorithm is not a string. Write it in quotation marks." },
        { $"{Header}, \"encoding\": \"base32\"",
            "acme.json: encoding ('base32') is not a valid value. Use one of: hex, base64, auto. Did you mean base64?" },
        { $"{Header}, \"Signature\": {{}}", "acme.json: Signature occurs twice, with different capitalization. Remove one." },
        { "\"signature\": \"X-Signature\"",
            "acme.json: signature is not an object. Write it as { … } with: header, json, form, prefix, prefixOptional, list." },
        { "\"signature\": { \"header\": \"X Signature\" }",
            "acme.json: signature.header ('X Signature') is not the name of a header. Write it with letters, digits and '-', for example "
            + "X-Signature." },
        { "\"signature\": { \"header\": [\"X\", \"Y:\"] }",
            "acme.json: signature.header[1] ('Y:') is not the name of a header. Write it with letters, digits and '-', for example "
            + "X-Signature." },
        { "\"signature\": { \"header\": [] }", "acme.json: signature.header is an empty list. Name at least one, or remove it." },
        { "\"signature\": {}", "acme.json: signature has no location. Name one: header or json." },
        { "\"signature\": { \"header\": \"X\", \"json\": \"a\" }", "acme.json: signature has two locations. Name one: header or json." },
        { "\"signature\": { \"form\": \"a\" }",
            "acme.json: signature.form does not apply: the body is JSON. Use json, or set body to form." },
        { "\"signature\": { \"json\": \"a..b\" }, \"fields\": { \"names\": [\"c\"] }",
            "acme.json: signature.json ('a..b') has a dot without a name beside it. Write it as a.b or a[0].b, names as they are in the "
            + "body." },
        { "\"signature\": { \"json\": \"a[].b\" }, \"fields\": { \"names\": [\"c\"] }",
            "acme.json: signature.json ('a[].b') leads to many values. Write it as a.b or a[0].b, names as they are in the body." },
        { "\"signature\": { \"json\": \"a\" }",
            "acme.json: content covers the body, and the signature is in it. Set signature.header, or sign fields." },
        { "\"signature\": { \"header\": \"X\", \"prefixOptional\": \"perhaps\" }",
            "acme.json: signature.prefixOptional is neither true nor false. Write true or false." },
        { "\"signature\": { \"header\": \"X\", \"prefixOptional\": true }",
            "acme.json: signature.prefixOptional is set without a prefix. Set prefix, or remove it." },
        { "\"signature\": { \"header\": \"X\", \"list\": { \"separator\": \"=\", \"key\": \"v1\" } }",
            "acme.json: signature.list.separator is the same as assign. Write what separates two entries, for example ','." },
        { $"{Header}, \"secret\": {{ \"decode\": \"hexa\" }}",
            "acme.json: secret.decode ('hexa') is not a valid value. Use one of: utf8, hex, base64. Did you mean hex?" },
        { $"{Header}, \"content\": \"{{timestamp}}\"",
            "acme.json: content ('{timestamp}') does not cover the body. Anyone could change the body: put {body} into it." },
        { $"{Header}, \"content\": \"{{timestamp}}.{{body}}\"",
            "acme.json: timestamp is missing, and content has {timestamp}. Say where the time is, for example { \"header\": "
            + "\"X-Timestamp\" }." },
        { $"{Header}, \"content\": \"{{id}}.{{body}}\"",
            "acme.json: id is missing, and content has {id}. Say where the id is, for example { \"header\": \"X-Id\" }." },
        { $"{Header}, \"content\": \"{{bdy}}\"",
            "acme.json: content has an unknown token {bdy}. Tokens are {body}, {timestamp}, {id}, {url}, {secret}, {header:X-Request-Id}, "
            + "{json:a.b}, {form:name}. Did you mean {body}?" },
        { $"{Header}, \"content\": \"{{body\"",
            "acme.json: content ('{body') has an unmatched brace. Tokens are {body}, {timestamp}, {id}, {url}, {secret}, "
            + "{header:X-Request-Id}, {json:a.b}, {form:name}." },
        { $"{Header}, \"content\": \"{{header}}{{body}}\"",
            "acme.json: content has the token {header} without a name. Write it as {header:X-Request-Id}." },
        { $"{Header}, \"content\": \"{{form:a}}\"",
            "acme.json: content has the token {form:a}, but the body is JSON. Write it as {json:a.b}, or set body to form." },
        { $"{Header}, \"content\": \"{{body}}{{secret}}\"",
            "acme.json: content has {secret}, which is already the key. Leave it out, or set algorithm to sha256 or sha512, plain "
            + "hashes." },
        { $"{Header}, \"content\": \"{{body}}\", \"algorithm\": \"sha512\"",
            "acme.json: content has no {secret}: anyone could compute a plain hash. Put {secret} where the provider puts its key." },
        { $"{Header}, \"fields\": {{ \"names\": [\"a\"] }}, \"algorithm\": \"sha512\"",
            "acme.json: fields does not include the secret: anyone could compute a plain hash. Write it as content: "
            + "{json:a}{json:b}{secret}." },
        { $"{Header}, \"content\": \"{{body}}\", \"fields\": {{ \"names\": [\"a\"] }}",
            "acme.json: content cannot be combined with fields. Keep one: a template, or a list of fields." },
        { $"{Header}, \"fields\": {{ \"join\": \"&\" }}",
            "acme.json: fields.names is missing. Name the fields that are signed, in their order." },
        { $"{Header}, \"fields\": {{ \"names\": [\"a\", \"b\"] }}",
            "acme.json: fields.join is missing. Write what separates two fields, for example '&'; \"\" for nothing." },
        { $"{Header}, \"fields\": {{ \"names\": [\"a\", \"a\"], \"join\": \"\" }}",
            "acme.json: fields.names names a field twice. Remove one." },
        { "\"signature\": { \"json\": \"a\" }, \"fields\": { \"names\": [\"a\"] }",
            "acme.json: fields cover the signature itself. Leave it out of names." },
        { $"{Header}, \"timestamp\": {{ \"header\": \"T\" }}",
            "acme.json: timestamp is not covered by the signature and protects nothing. Put {timestamp} into content, or remove it." },
        { $"{Header}, \"content\": \"{{timestamp}}{{body}}\", \"timestamp\": {{ \"key\": \"t\" }}",
            "acme.json: timestamp.key is set, but the signature is not a list with keys. Set signature.list with separator, assign and "
            + "key, or use header." },
        { $"{List}, \"content\": \"{{timestamp}}{{body}}\", \"timestamp\": {{ \"key\": \"v1\" }}",
            "acme.json: timestamp.key ('v1') is the key of the signature. Name the key of the time." },
        { $"{Header}, \"content\": \"{{timestamp}}{{body}}\", \"timestamp\": {{ \"header\": \"x\" }}",
            "acme.json: timestamp.header is the header of the signature. Name the header of the time, or use key." },
        { $"{Header}, \"content\": \"{{timestamp}}{{body}}\", \"timestamp\": {{}}",
            "acme.json: timestamp does not have exactly one location. Name one: header, key (of the signature's list) or json." },
        { $"{List}, \"content\": \"{{timestamp}}{{body}}\", \"timestamp\": {{ \"key\": \"t\", \"tolerance\": \"8.00:00:00\" }}",
            "acme.json: timestamp.tolerance (8.00:00:00) is out of range. Set it between 00:00:01 and 7.00:00:00." },
        { $"{List}, \"content\": \"{{timestamp}}{{body}}\", \"timestamp\": {{ \"key\": \"t\", \"tolerance\": 300 }}",
            "acme.json: timestamp.tolerance ('300') is not a time. Write it as [d.]hh:mm:ss, for example 00:05:00." },
        { $"{Header}, \"algorithm\": \"token\", \"content\": \"{{body}}\"",
            "acme.json: content has no effect: the secret itself is sent, and nothing is signed. Remove it, or choose an algorithm that "
            + "signs." },
        { $"{Header}, \"algorithm\": \"basic\"",
            "acme.json: signature has no effect with basic. Remove it: the credentials are in the header Authorization." },
        { $"{Header}, \"items\": \"list[]\", \"id\": {{ \"header\": \"I\" }}, \"content\": \"{{id}}{{body}}\", \"event\": {{ \"id\": "
            + $"\"{{id}}\", \"type\": \"type\" }}",
            "acme.json: event.id is the same for every item of a delivery, so that all would be one event. Name a path in the item, or "
            + "remove it." },
        { $"{Header}, \"items\": \"list[]\", \"content\": \"{{header:I}}{{body}}\", \"event\": {{ \"id\": [\"id\", \"{{header:I}}\"], "
            + $"\"type\": \"type\" }}",
            "acme.json: event.id is the same for every item of a delivery, so that all would be one event. Name a path in the item, or "
            + "remove it." },
        { $"{Header}, \"event\": {{ \"id\": \"id\" }}",
            "acme.json: event.type is missing. Say where the type or the status of an event is, or remove event: everything is then "
            + "unrecognised." },
        { $"{Header}, \"event\": {{ \"type\": \"type\", \"types\": {{}} }}",
            "acme.json: event.types is empty. Map the provider's types, or remove it: they are then used unchanged." },
        { $"{Header}, \"event\": {{ \"type\": \"type\", \"types\": {{ \"a\": \"payment.suceeded\" }} }}",
            "acme.json: event.types.a ('payment.suceeded') resembles a common type. Did you mean payment.succeeded?" },
        { $"{Header}, \"event\": {{ \"type\": \"type\", \"types\": {{ \"a\": \"Paid!\" }} }}",
            $"acme.json: event.types.a ('Paid!') is not a type. Use one of {string.Join(", ", EventTypes.Known)}, lowercase words joined "
            + "by dots, or same." },
        { $"{Header}, \"event\": {{ \"type\": \"type\", \"types\": {{ \"a.*.b\": \"same\" }} }}",
            "acme.json: event.types.a.*.b has a * that is not at its end. Write it as prefix.*." },
        { $"{Header}, \"event\": {{ \"type\": \"{{header:X-Topic}}\" }}",
            "acme.json: event.type ('{header:X-Topic}') is not covered by the signature. Use what is signed, or set event.unsigned to "
            + "true: its events are then partially verified, and handlers must accept that." },
        { "\"signature\": { \"json\": \"s\" }, \"fields\": { \"names\": [\"type\"] }, \"event\": { \"type\": \"type\", \"id\": [\"id\"] }",
            "acme.json: event.id ('id') is not covered by the signature. Use what is signed, or set event.unsigned to true: its events are "
            + "then partially verified, and handlers must accept that." },
        { $"{Header}, \"event\": {{ \"type\": \"type\", \"id\": \"{{id}}\", \"unsigned\": true }}",
            "acme.json: event.id has the token {id}, but the scheme does not define it. Set id, for example { \"header\": \"X-Id\" }." },
        { $"{Header}, \"event\": {{ \"type\": \"type\", \"id\": \"{{body}}\" }}",
            "acme.json: event.id has an unknown token {body}. Tokens are {id}, {header:X-Request-Id}, {json:a.b}, {form:name}." },
        { $"{Header}, \"items\": \"list\"", "acme.json: items ('list') leads to one value only. Write it as list[] or list[].item." },
        { $"{Header}, \"items\": \"list[]\", \"content\": \"{{json:a}}\"",
            "acme.json: content does not cover the whole batch. Put {body} into it, or name the path of the signature in an item with "
            + "signature.json." },
        { $"{Header}, \"items\": \"list[]\", \"fields\": {{ \"names\": [\"a\"] }}",
            "acme.json: signature is outside of the items whose fields are signed. Name its path in an item with signature.json." },
        { "\"signature\": { \"form\": \"s\" }, \"body\": \"form\", \"fields\": { \"names\": [\"a\"] }, \"items\": \"list[]\"",
            "acme.json: items needs a JSON body. Remove it: a form is one event." },
        { $"{Header}, \"url\": \"shop.example/hook\"",
            "acme.json: url ('shop.example/hook') is not an absolute http or https URL. Write it exactly as the provider calls it: "
            + "https://host/path." },
        { $"{Header}, \"alternatives\": [{{ \"signature\": {{ \"header\": \"Y\" }} }}, {{ \"signature\": {{ \"header\": [\"x\", \"Y\"] }}, "
            + $"\"algorithm\": \"token\" }}]",
            "acme.json: alternatives[1].signature uses the same location as an earlier alternative and can never match. Name another "
            + "header or path, or remove the alternative." },
        { $"{Header}, \"content\": \"{{header:x}}{{body}}\"", "acme.json: content covers the signature itself. Leave it out." },
        { $"{Header}, \"content\": \"{{id}}{{body}}\", \"id\": {{ \"header\": \"x\" }}",
            "acme.json: content covers the signature itself. Leave it out." },
        { $"{Header}, \"algorithm\": \"token\", \"secret\": {{ \"decode\": \"hex\" }}",
            "acme.json: secret is decoded, although it is sent unchanged. Remove decode." },
        { $"{Header}, \"alternatives\": {{}}", "acme.json: alternatives is not a list. Write it as [ { … } ]." },
        { $"{Header}, \"alternatives\": [{{ \"algorithm\": \"md5\" }}]",
            "acme.json: alternatives[0].signature is missing. Say where the signature is, for example { \"header\": \"X-Signature\" }." },
        { $"{Header}, \"challenge\": {{}}", "acme.json: challenge.query is missing. Name the parameter of the query that asks." },
        { $"{Header}, \"challenge\": {{ \"query\": \"c\", \"answer\": \"{{body}}\" }}",
            "acme.json: challenge.answer has an unknown token {body}. Tokens are {query:challenge}." },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Is_reported_with_its_path_and_a_fix(string members, string error) =>
        Assert.Contains(error, Described.Faults($"{{ {members} }}"));

    [Theory]
    [InlineData("[]", "acme.json is not a JSON object. Begin it with '{'.")]
    [InlineData("{ \"a\": }",
        "acme.json is not valid JSON (line 1, character 8). Comments and trailing commas are fine; check quotation marks and commas.")]
    [InlineData("{ \"answer\": \"\\ud800\" }",
        "acme.json holds half of a surrogate pair, an escape \\ud… without its other half. Write the character itself.")]
    [InlineData("{ \"event\": { \"types\": { \"a\\udc00\": \"same\" } } } // c",
        "acme.json holds half of a surrogate pair, an escape \\ud… without its other half. Write the character itself.")]
    [InlineData("",
        "acme.json is not valid JSON (line 1, character 1). Comments and trailing commas are fine; check quotation marks and commas.")]
    public void Other_text_than_a_JSON_object_is_reported(string json, string error) =>
        Assert.Equal(error, Assert.Throws<SchemeException>(() => Described.Provider(json, "a")).Message);

    [Fact]
    public void A_member_that_occurs_twice_is_reported() =>
        Assert.EndsWith("A member occurs twice: remove one.",
            Assert.Throws<SchemeException>(() => Described.Provider("{ \"url\": \"a\", \"url\": \"b\" }", "a")).Message,
            StringComparison.Ordinal);

    [Fact]
    public void All_mistakes_are_reported_at_once() =>
        Assert.Equal(3, Described.Faults("""{ "signature": { "header": "a b" }, "encoding": "x", "colour": "red" }""").Length);

    [Theory]
    [InlineData("hex", "abc", "is not a hexadecimal key (3 characters)")]
    [InlineData("hex", "zz", "is not a hexadecimal key (2 characters)")]
    [InlineData("base64", "a b", "is not a base64 key after whsec_")]
    [InlineData("base64", "whsec_", "holds no key")]
    [InlineData("utf8", "whsec_", "holds nothing but whsec_")]
    public void A_secret_that_is_no_key_never_verifies_and_never_throws(string decode, string secret, string what)
    {
        var scheme = $$"""{ "secret": { "decode": "{{decode}}", "prefix": "whsec_" }, "signature": { "header": "X" } }""";
        var provider = (DeclarativeProvider)Described.Provider(scheme, secret);

        Assert.Equal([(0, what)], provider.UnusableSecrets);
        var verdict = provider.Verify(Samples.Delivery(Samples.Utf8("{}"), ("X", new string('0', 64))));
        Assert.Equal((RejectionReason.SecretUnusable, $"nothing can be verified: secret 0 {what}"), (verdict.Reason, verdict.Detail));
        Assert.Throws<FormatException>(() => provider.Sign(Samples.Utf8("{}"), new Secret(0, secret), Samples.Now));
    }
}
