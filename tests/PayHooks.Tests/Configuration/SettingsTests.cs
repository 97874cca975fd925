using Microsoft.Extensions.Configuration;
using PayHooks.Configuration;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Configuration;

public sealed class SettingsTests
{
    private const string ForwardSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwaHNoc2FtcGxl";

    [Fact]
    public void Without_settings_the_defaults_are_those_of_the_documents()
    {
        var options = Read();

        Assert.Empty(options.Errors);
        Assert.Equal((1024 * 1024, TimeSpan.FromSeconds(4)), (options.MaxBodyBytes, options.AckTimeout));
        Assert.Equal((TimeSpan.FromDays(35), TimeSpan.FromDays(400)), (options.Retention, options.DeduplicationWindow));
        Assert.Equal((TimeSpan.FromMinutes(1), 1, 2), (options.HandlerTimeout, options.Queues, options.Shards));
        Assert.Equal(
            ["00:00:10", "00:01:00", "00:05:00", "00:30:00", "02:00:00", "06:00:00", "12:00:00", "1.00:00:00"],
            options.RetryDelays.Select(delay => delay.ToString("c")));
        Assert.Empty(options.Forwards);
    }

    [Fact]
    public void A_list_that_is_set_replaces_the_default()
    {
        var options = Read(("Retry:Delays:0", "00:00:01"), ("Retry:Delays:1", "6.00:00:00"));

        Assert.Equal([TimeSpan.FromSeconds(1), TimeSpan.FromDays(6)], options.RetryDelays);
    }

    [Fact]
    public void Repeats_can_be_recognized_for_ever()
    {
        var options = Read(("DeduplicationWindow", "unlimited"));

        Assert.Empty(options.Errors);
        Assert.Equal(PayHooksOptions.Unlimited, options.DeduplicationWindow);
    }

    [Fact]
    public void A_source_takes_its_provider_from_its_own_name_and_its_secrets_in_order()
    {
        var options =
            Read(("Sources:TEST:Secrets:1", "next-one"), ("Sources:TEST:Secrets:0", "current-one"),
            ("Sources:TEST:SilenceAfter", "1.00:00:00"));

        Assert.Empty(options.Errors);
        var source = Assert.Single(options.Sources);
        Assert.Equal(("test", "test", 2), (source.Name, source.Provider, source.Secrets.Count));
        Assert.Equal("current-one", System.Text.Encoding.UTF8.GetString(source.Secrets[0].Utf8));
        Assert.Equal(TimeSpan.FromDays(1), source.SilenceAfter);
    }

    [Theory]
    [InlineData("AckTimeout", "5",
        "PayHooks__AckTimeout ('5') is not a time. Write it as [d.]hh:mm:ss, for example 00:05:00 or 35.00:00:00.")]
    [InlineData("AckTimeout", "00:10:00", "PayHooks__AckTimeout (00:10:00) is out of range. Set it between 00:00:01 and 00:00:30.")]
    [InlineData("MaxBodyBytes", "lots",
        "PayHooks__MaxBodyBytes ('lots') is not a number between 1024 and 67108864. Write it in digits, without separators.")]
    [InlineData("Queues", "0", "PayHooks__Queues ('0') is not a number between 1 and 16. Write it in digits, without separators.")]
    [InlineData("Queues", "17", "PayHooks__Queues ('17') is not a number between 1 and 16. Write it in digits, without separators.")]
    [InlineData("DeduplicationWindow", "10.00:00:00",
        "PayHooks__DeduplicationWindow (10.00:00:00) is shorter than Retention (35.00:00:00). Set it to at least the retention.")]
    [InlineData("Shards", "0", "PayHooks__Shards ('0') is not a number between 1 and 16. Write it in digits, without separators.")]
    [InlineData("Retry:Delays:0", "7.00:00:00",
        "PayHooks__Retry__Delays__0 (7.00:00:00) is out of range. Set it between 00:00:01 and 6.00:00:00.")]
    [InlineData("Retry:Delays:first", "00:00:10",
        "PayHooks__Retry__Delays__first is not an item of a list. Items are numbered: PayHooks__Retry__Delays__0, "
        + "PayHooks__Retry__Delays__1, …")]
    [InlineData("AckTimout", "00:00:04",
        "PayHooks__AckTimout is not a setting. Remove it, or use one of: Sources, MaxBodyBytes, AckTimeout, Retention, "
        + "DeduplicationWindow, HandlerTimeout, Queues, Shards, Retry, Forward, Notifications, AdminKey, SignIn.")]
    [InlineData("SignIn", "maybe", "PayHooks__SignIn ('maybe') is not true or false. Write true or false.")]
    [InlineData("AdminKey", "@Microsoft.KeyVault(SecretUri=https://vault.example/secrets/payhooks-admin)",
        "PayHooks__AdminKey is a Key Vault reference that was not resolved. Set the secret in the vault, and restart the app.")]
    [InlineData("Forward:Url", "ftp://host/",
        "PayHooks__Forward__Url is not an absolute http or https URL. Write it as https://host/path.")]
    [InlineData("Forward:Url", "https://host/",
        "PayHooks__Forward__Secret is missing. Set it to whsec_ and the base64 of 24 to 64 random bytes: echo whsec_$(openssl rand -base64 "
        + "32)")]
    [InlineData("Forward:Secret", "whsec_x",
        "PayHooks__Forward__Url is missing. Set it to the target of the forwarder, or remove the forwarder's secret.")]
    [InlineData("Notifications:0:Format", "slack",
        "PayHooks__Notifications__0__Url is missing. Set it to the address that receives notifications, or remove the target.")]
    [InlineData("Notifications:0:Url", "@Microsoft.KeyVault(SecretUri=https://v/secrets/s)",
        "PayHooks__Notifications__0__Url is a Key Vault reference that was not resolved. Write it as https://host/path.")]
    [InlineData("Notifications:0:Url", "https://host/",
        "PayHooks__Notifications__0__Secret is missing. Set it to whsec_ and the base64 of 24 to 64 random bytes: echo whsec_$(openssl "
        + "rand -base64 32)")]
    public void A_wrong_setting_is_named_with_what_mends_it(string name, string value, string expected) =>
        Assert.Equal([expected], Read((name, value)).Errors.Select(problem => problem.ToString()));

    [Theory]
    [InlineData("shop-1", "Secrets:0", "good-one", "PayHooks__Sources__shop-1 is not a source name. Use 1 to 40 of a-z, 0-9 and _.")]
    [InlineData("test", "Provider", "test",
        "PayHooks__Sources__test__Secrets has no secret. Set PayHooks__Sources__test__Secrets__0 to the webhook secret.")]
    [InlineData("test", "Secrets", "good-one",
        "PayHooks__Sources__test__Secrets is a list. Number its items: PayHooks__Sources__test__Secrets__0, "
        + "PayHooks__Sources__test__Secrets__1, …")]
    [InlineData("test", "Secrets:0", "", "PayHooks__Sources__test__Secrets__0 is empty. Set it to the webhook secret, or remove it.")]
    [InlineData("test", "Secrets:0", "<your key>",
        "PayHooks__Sources__test__Secrets__0 is a sample value. Set it to the webhook secret, or remove it.")]
    [InlineData("test", "Secrets:0", "Change-Me",
        "PayHooks__Sources__test__Secrets__0 is a sample value. Set it to the webhook secret, or remove it.")]
    [InlineData("test", "Secrets:0", "@Microsoft.KeyVault(SecretUri=https://v/secrets/s)",
        "PayHooks__Sources__test__Secrets__0 is a Key Vault reference that was not resolved. Set it to the webhook secret, or remove it.")]
    [InlineData("test", "Colour", "red",
        "PayHooks__Sources__test__Colour is not a setting. Remove it, or use one of: Provider, Secrets, AcceptUnsigned, SilenceAfter, Api.")]
    [InlineData("test", "AcceptUnsigned:0", "payment",
        "PayHooks__Sources__test__AcceptUnsigned__0 ('payment') is not an unsigned kind of test. Use: refund.")]
    public void A_problem_of_a_source_concerns_that_source_alone(string source, string name, string value, string expected)
    {
        var options = Read(($"Sources:{source}:{name}", value), ("Sources:proof:Secrets:0", "good-one"));

        Assert.Contains(expected, options.Errors.Select(problem => problem.ToString()));
        Assert.All(options.Errors, problem => Assert.Equal(source, problem.Source));
        Assert.Contains(options.Sources, one => one.Name == "proof");
    }

    [Fact]
    public void A_provider_that_is_not_known_is_told_with_those_that_are()
    {
        var known = string.Join(", ", TestProvider.Registry.All.Select(provider => provider.Name));

        Assert.Equal(
            $"PayHooks__Sources__shop__Provider names no provider ('shop'). Set it to one of: {known}.",
            Assert.Single(Read(("Sources:shop:Secrets:0", "good-one")).Errors).ToString());
    }

    [Fact]
    public void Further_forward_targets_have_names_filters_and_limits_of_their_own()
    {
        var options = Read(
            ("Sources:test:Secrets:0", "very-hidden"), ("Forward:Url", "https://host/all"), ("Forward:Secret", ForwardSecret),
            ("Forward:Targets:0:Url", "https://host/zero"), ("Forward:Targets:0:Secret", ForwardSecret),
            ("Forward:Targets:3:Url", "https://host/three"), ("Forward:Targets:3:Secret", ForwardSecret),
            ("Forward:Targets:3:Sources:0", "TEST"), ("Forward:Targets:3:Types", "payment.succeeded, refund.*"),
            ("Forward:Targets:3:Concurrency", "2"), ("Forward:Targets:3:RatePerSecond", "5"), ("Forward:Targets:3:Timeout", "00:00:10"),
            ("Forward:Targets:3:MinimumVerification", "partial"));

        Assert.Empty(options.Errors);
        Assert.Equal(["forward", "forward-0", "forward-3"], options.Forwards.Select(target => target.Name));
        Assert.Equal((0, "*"), (options.Forwards[1].Sources.Count, Assert.Single(options.Forwards[1].Types)));
        var last = options.Forwards[2];
        Assert.Equal(
            ("test", VerificationLevel.Partial, new HandlerLimits { Concurrency = 2, RatePerSecond = 5, Timeout = TimeSpan.FromSeconds(10) }),
            (Assert.Single(last.Sources), last.MinimumVerification, last.Limits));
        Assert.Equal(["payment.succeeded", "refund.*"], last.Types);
    }

    [Theory]
    [InlineData("Forward:Targets:0:Secret", ForwardSecret, "PayHooks__Forward__Targets__0__Url is missing")]
    [InlineData("Forward:Targets:0:Url", "https://host/", "PayHooks__Forward__Targets__0__Secret is missing")]
    [InlineData("Forward:Targets:one:Url", "https://host/", "PayHooks__Forward__Targets__one is not an item of a list")]
    [InlineData("Forward:Targets:0:Uri", "https://host/", "PayHooks__Forward__Targets__0__Uri is not a setting")]
    public void A_forward_target_that_is_incomplete_is_an_error(string name, string value, string said) =>
        Assert.Contains(
            Read(("Sources:test:Secrets:0", "very-hidden"), (name, value)).Errors,
            error => error.ToString().Contains(said, StringComparison.Ordinal));

    [Theory]
    [InlineData("Sources", "tset", "names the source 'tset'")]
    [InlineData("Types", "*.succeeded", "has the pattern '*.succeeded'")]
    [InlineData("Concurrency", "0", "is not a number between 1 and 1000")]
    public void A_filter_that_cannot_match_is_an_error(string name, string value, string said) =>
        Assert.Contains(
            Read(
                ("Sources:test:Secrets:0", "very-hidden"), ("Forward:Targets:0:Url", "https://host/"),
                ("Forward:Targets:0:Secret", ForwardSecret), ($"Forward:Targets:0:{name}", value)).Errors,
            error => error.ToString().Contains(said, StringComparison.Ordinal));

    [Theory]
    [InlineData("letmein")]
    [InlineData("0123456789abcde")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("abababababababababababababababab")]
    public void An_admin_key_that_can_be_guessed_is_refused_without_being_told(string key)
    {
        var error = Assert.Single(Read(("Sources:test:Secrets:0", "very-hidden"), ("AdminKey", key)).Errors);

        Assert.Equal("PayHooks__AdminKey", error.Path);
        Assert.Contains("can be guessed", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(key, error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Forward")]
    [InlineData("Notifications:0")]
    public void A_reference_that_was_not_resolved_is_named_in_the_address_and_in_the_secret_of_every_target(string target)
    {
        const string Reference = "@Microsoft.KeyVault(SecretUri=https://v/secrets/s)";

        Assert.Contains("__Url is a Key Vault reference", OnlyError(Reference, ForwardSecret), StringComparison.Ordinal);
        Assert.Contains("__Secret is a Key Vault reference", OnlyError("https://host/", Reference), StringComparison.Ordinal);

        string OnlyError(string url, string secret) =>
            Assert.Single(Read(($"{target}:Url", url), ($"{target}:Secret", secret)).Errors).ToString();
    }

    [Fact]
    public void A_secret_never_prints_itself()
    {
        var options =
            Read(("Sources:test:Secrets:0", "very-hidden"), ("Forward:Url", "https://host/path?key=very-hidden"),
            ("Forward:Secret", "whsec_dmVyeS1oaWRkZW4tdmVyeS1oaWRkZW4tdmVyeS1oaWRkZW4="), ("AdminKey", "very-hidden-admin-key"));

        Assert.Empty(options.Errors);
        Assert.Equal("secret 0", options.Sources[0].Secrets[0].ToString());
        Assert.DoesNotContain("very-hidden", options.Sources[0].ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("very-hidden", options.ToString(), StringComparison.Ordinal);
        Assert.Equal("forward to https://host/path", Assert.Single(options.Forwards).ToString());
    }

    [Theory]
    [InlineData("a-good-secret-0123456789\n", "ends with a line end")]
    [InlineData("a-good-secret-0123456789\r\n", "ends with a line end")]
    [InlineData(" a-good-secret-0123456789", "has white space around it")]
    [InlineData("a-good-secret-0123456789\t", "has white space around it")]
    [InlineData("\uFEFFa-good-secret-0123456789", "begins with a byte order mark")]
    [InlineData("\"a-good-secret-0123456789\"", "has quotation marks around it")]
    [InlineData("'a-good-secret-0123456789'", "has quotation marks around it")]
    [InlineData("short", "has only 5 characters")]
    public void A_secret_that_was_copied_badly_is_a_warning_and_still_used(string secret, string what)
    {
        var options = Read(("Sources:test:Secrets:0", secret));

        Assert.Empty(options.Errors);
        var warning = Assert.Single(options.Warnings);
        Assert.Equal(
            ($"PayHooks__Sources__test__Secrets__0 {what}. Set it to exactly what the provider shows.", "test"),
                (warning.ToString(), warning.Source));
        var used = Assert.Single(Assert.Single(options.Sources).Secrets);
        Assert.True(used.IsUsable);
        Assert.Equal(secret, System.Text.Encoding.UTF8.GetString(used.Utf8));
    }

    [Theory]
    [InlineData("a-good-secret-0123456789")]
    [InlineData("user:pass word")]
    [InlineData("don't-quote-me")]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    public void A_secret_as_the_provider_shows_it_is_no_warning(string secret) =>
        Assert.Empty(Read(("Sources:test:Secrets:0", secret)).Warnings);

    [Theory]
    [InlineData("whsec_xxxxxxxx")]
    [InlineData("whsec_...")]
    [InlineData("whsec_your_webhook_secret")]
    [InlineData("sk_test_xxx")]
    [InlineData("test_sk_your-key")]
    [InlineData("pdl_ntfset_changeme")]
    [InlineData("SB-Mid-server-xxxx")]
    [InlineData("{{ secret }}")]
    [InlineData("user:password")]
    public void A_sample_value_with_a_providers_prefix_is_a_problem(string secret)
    {
        var options = Read(("Sources:test:Secrets:0", secret));

        Assert.Equal("is a sample value", Assert.Single(options.Errors).Message);
        Assert.Empty(options.Warnings);
        Assert.False(options.Sources[0].Secrets[0].IsUsable);
    }

    [Theory]
    [InlineData("x-signature", null, true)]
    [InlineData("x-signature", "minor", false)]
    [InlineData("standard-webhooks", null, true)]
    [InlineData("standard-webhooks", "major", false)]
    [InlineData("chargily", null, false)]
    [InlineData("stripe", null, false)]
    public void A_source_whose_amounts_have_no_unit_is_a_warning(string provider, string? unit, bool warns)
    {
        List<(string, string)> settings =
            [("Sources:gateway:Provider", provider), ("Sources:gateway:Secrets:0", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")];
        if (unit is not null)
        {
            settings.Add(("Sources:gateway:Scheme:event:unit", unit));
        }

        var options = Read([.. settings]);

        Assert.Empty(options.Errors);
        Assert.Equal(warns ? ["PayHooks__Sources__gateway__Scheme__event__unit"] : [], options.Warnings.Select(warning => warning.Path));
    }

    private static PayHooksOptions Read(params (string Name, string Value)[] settings) => SettingsReader.Read(
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(one => KeyValuePair.Create($"PayHooks:{one.Name}", (string?)one.Value))).Build(),
        TestProvider.Registry);
}
