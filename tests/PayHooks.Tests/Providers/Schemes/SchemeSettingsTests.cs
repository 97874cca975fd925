using Microsoft.Extensions.Configuration;
using PayHooks.Configuration;
using PayHooks.Tests.Support;
using PayHooks.Verification;

namespace PayHooks.Tests.Providers.Schemes;

/// <summary>Descriptions in settings and in files.</summary>
public sealed class SchemeSettingsTests : IDisposable
{
    private readonly TemporaryFolder folder = TemporaryFolder.WithoutDisk();

    public void Dispose() => folder.Dispose();

    private static PayHooksOptions Read(params (string Name, string Value)[] settings) => SettingsReader.Read(
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(one => KeyValuePair.Create($"PayHooks:Sources:acme:{one.Name}", (string?)one.Value)))
            .Build(),
        new ProviderRegistry());

    private static IWebhookProvider Provider(PayHooksOptions options) =>
        new SourceCatalog(options, new ProviderRegistry()).Find("acme")!.Provider!;

    private static readonly (string, string)[] Custom = [("Provider", "custom"), ("Secrets:0", "acme-secret-one")];

    private string File(string json)
    {
        System.IO.File.WriteAllText(folder.File("acme.json"), json);
        return folder.File("acme.json");
    }

    [Fact]
    public void A_scheme_nests_in_settings_whatever_the_case_of_its_names()
    {
        var options = Read([
            .. Custom, ("Scheme:SIGNATURE:HEADER:0", "X-One"), ("scheme:signature:header:1", "X-Two"), ("Scheme:Signature:Prefix", "v1="),
                ("Scheme:Signature:PrefixOptional", "True"),
            ("Scheme:Event:Type", "type"), ("Scheme:Event:Types:charge.paid", "payment.succeeded"),
                ("Scheme:Event:Types:200", "payment.pending"),
        ]);
        var provider = Provider(options);

        Assert.Empty(options.Errors);
        Assert.Equal("X-One", provider.Sign(Samples.Utf8("{}"), new Secret(0, "acme-secret-one"), Samples.Now).Headers[0].Key);
        Assert.Equal(EventTypes.PaymentSucceeded, provider.Read(Samples.Utf8("""{"type":"charge.paid"}""")).Type);
        Assert.Equal(EventTypes.PaymentPending, provider.Read(Samples.Utf8("""{"type":"200"}""")).Type);
    }

    [Fact]
    public void A_scheme_may_be_JSON_in_one_setting()
    {
        var options = Read([.. Custom, ("Scheme", """{ "signature": { "header": "X-One" } }""")]);

        Assert.Empty(options.Errors);
        Assert.NotNull(Provider(options));
    }

    [Fact]
    public void A_mistake_is_told_by_the_name_of_its_setting_and_concerns_its_source_alone()
    {
        var problem = Assert.Single(Read([.. Custom, ("Scheme:signature:header", "X One")]).Errors);

        Assert.Equal(("PayHooks__Sources__acme__Scheme__signature__header", "acme"), (problem.Path, problem.Source));
        Assert.Equal("('X One') is not the name of a header", problem.Message);
    }

    [Fact]
    public void The_settings_are_laid_over_the_file_and_a_mistake_names_where_it_is()
    {
        var file = File("""{ "signature": { "header": "X-One", "prefix": "v1=" }, "encoding": "base16" } // not known""");
        var options = Read([.. Custom, ("SchemeFile", file), ("Scheme:Signature:Header", "X Two")]);

        Assert.Equal(
            ["acme.json: encoding", "PayHooks__Sources__acme__Scheme__signature__header"],
            options.Errors.Select(problem => problem.Path).Order(StringComparer.Ordinal).Reverse());
    }

    [Fact]
    public void A_place_in_the_settings_replaces_the_place_in_the_file()
    {
        var file = File("""{ "signature": { "header": "X-One" }, "content": "{body}" }""");
        var options = Read([.. Custom, ("SchemeFile", file), ("Scheme:Signature:Json", "sig"), ("Scheme:Fields:Names:0", "id")]);

        Assert.Empty(options.Errors);
        Assert.Equal("sig",
            Provider(options).Sign(Samples.Utf8("""{"id":"1"}"""), new Secret(0, "acme-secret-one"), Samples.Now).Field?.Key);
    }

    [Fact]
    public void A_preset_takes_what_differs()
    {
        var options =
            Read(("Provider", "chargily"), ("Secrets:0", "acme-secret-one"), ("Scheme:Signature:Header", "X-Chargily"),
            ("Scheme:Event:Types:checkout.refunded", "refund.succeeded"));
        var provider = Provider(options);

        Assert.Empty(options.Errors);
        Assert.Equal("X-Chargily", provider.Sign(Samples.Utf8("{}"), new Secret(0, "acme-secret-one"), Samples.Now).Headers[0].Key);
        Assert.Equal(
            [EventTypes.RefundSucceeded, EventTypes.PaymentSucceeded],
            new[] { "checkout.refunded", "checkout.paid" }.Select(type => provider.Read(Samples.Utf8($$"""{"type":"{{type}}"}""")).Type));
    }

    [Fact]
    public void An_x_signature_source_takes_a_scheme_over_its_own_settings()
    {
        var options =
            Read(("Provider", "x-signature"), ("Secrets:0", "acme-secret-one"), ("Header", "X-Gateway"), ("Scheme:Content", "{url}{body}"),
            ("Scheme:Event:Types:order.paid", "payment.succeeded"));
        var provider = Provider(options);
        var (first, second) = (Signed("https://a.example/"), Signed("https://b.example/"));

        Assert.Empty(options.Errors);
        Assert.Equal("X-Gateway", first.Key);
        Assert.NotEqual(first.Value, second.Value);
        Assert.Equal(EventTypes.PaymentSucceeded, provider.Read(Samples.Utf8("""{"event":"order.paid"}""")).Type);

        KeyValuePair<string, string> Signed(string url) =>
            provider.Sign(Samples.Utf8("{}"), new Secret(0, "acme-secret-one"), Samples.Now, url).Headers[0];
    }

    [Fact]
    public void A_mistake_in_the_scheme_of_an_x_signature_source_is_found() => Assert.Equal(
        "PayHooks__Sources__acme__Scheme__Contents",
        Assert.Single(Read(("Provider", "x-signature"), ("Secrets:0", "acme-secret-one"), ("Scheme:Contents", "{body}")).Errors).Path);

    [Fact]
    public void A_file_that_is_not_there_is_a_problem_of_its_source()
    {
        var options = Read([.. Custom, ("SchemeFile", folder.File("none.json"))]);
        var problem = Assert.Single(options.Errors);

        Assert.Equal(("PayHooks__Sources__acme__SchemeFile", "acme"), (problem.Path, problem.Source));
        Assert.Equal($"names a file that is not there ('{folder.File("none.json")}')", problem.Message);
        Assert.Empty(options.Sources);
    }

    // A function app is started elsewhere than where its files are.
    [Fact]
    public void A_relative_path_leads_to_the_programs_folder_where_the_current_one_has_no_such_file()
    {
        var path = Path.Combine("schemes", $"{Guid.NewGuid():N}.json");
        var file = Path.Combine(AppContext.BaseDirectory, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        System.IO.File.WriteAllText(file, """{ "signature": { "header": "X-One" } }""");
        try
        {
            Assert.Empty(Read([.. Custom, ("SchemeFile", path)]).Errors);
        }
        finally
        {
            System.IO.File.Delete(file);
        }

        Assert.Equal(
            $"Put it there, or correct the path; a relative one begins in {Environment.CurrentDirectory} or {AppContext.BaseDirectory}.",
            Assert.Single(Read([.. Custom, ("SchemeFile", path)]).Errors).Fix);
    }

    [Fact]
    public void A_file_that_is_no_JSON_is_a_problem_of_its_source() => Assert.Equal(
        "acme.json is not valid JSON (line 1, character 3). Comments and trailing commas are fine; check quotation marks and commas.",
        Assert.Single(Read([.. Custom, ("SchemeFile", File("{ signature }"))]).Errors).ToString());

    [Fact]
    public void Without_a_scheme_custom_says_where_to_write_one() => Assert.Equal(
        "PayHooks__Sources__acme__Scheme is missing. Describe the scheme in PayHooks__Sources__acme__Scheme__…, or name its file in "
            + "PayHooks__Sources__acme__SchemeFile.",
        Assert.Single(Read(Custom).Errors).ToString());

    [Fact]
    public void A_secret_that_is_no_key_is_named_with_the_form_that_the_scheme_tells()
    {
        var options = Read(
            ("Provider", "custom"), ("Secrets:0", "00ff"), ("Secrets:1", "00f"),
            ("Scheme:Secret:Decode", "hex"), ("Scheme:Secret:Form", "the HMAC key of the account page"), ("Scheme:Signature:Header", "X"));

        Assert.Equal(
            "PayHooks__Sources__acme__Secrets__1 is not a hexadecimal key (3 characters). Set it to the HMAC key of the account page.",
            Assert.Single(options.Errors).ToString());
        Assert.NotNull(Provider(options));
    }
}
