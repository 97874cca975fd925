using Microsoft.Extensions.Configuration;
using PayHooks.Configuration;
using PayHooks.Hosting;
using PayHooks.Processing.Handlers;
using PayHooks.Tests.Support;
using PayHooks.Verification;
using PayHooks.Verification.Api;

namespace PayHooks.Tests.Configuration;

/// <summary>Sources whose events no handler accepts are named at start.</summary>
public sealed class UnhandledSourceTests
{
    [Theory]
    [InlineData("stripe", "payment.*", VerificationLevel.Credentials)]
    [InlineData("stripe", "payment.succeeded", VerificationLevel.Credentials)]
    [InlineData("stripe", "subscription.updated", VerificationLevel.Credentials)]
    [InlineData("paddle", "subscription.paused", VerificationLevel.Credentials)]
    [InlineData("xanpay", "payment.succeeded", VerificationLevel.Credentials)]
    [InlineData("portone", "payment.succeeded", VerificationLevel.Credentials)]
    [InlineData("midtrans", "payment.succeeded", VerificationLevel.Partial)]
    [InlineData("stripe", "*", VerificationLevel.Credentials)]
    public void A_source_with_a_handler_for_some_of_its_events_is_not_named(string provider, string accepted, VerificationLevel minimum) =>
        Assert.Empty(Find(provider, accepted, minimum));

    [Theory]
    [InlineData("stripe", "order.*")]
    [InlineData("xanpay", "refund.*")]
    [InlineData("github", "payment.*")]
    public void A_source_of_which_no_handler_accepts_any_type_is_named(string provider, string accepted)
    {
        var warning = Assert.Single(Find(provider, accepted, VerificationLevel.Credentials));

        Assert.Equal(("Source shop", "shop"), (warning.Path, warning.Source));
        Assert.StartsWith("has no handler for its events (", warning.Message, StringComparison.Ordinal);
        Assert.Contains("PayHooks__Forward__Url", warning.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public void A_source_whose_events_are_less_verified_than_every_handler_requires_is_named_with_the_level()
    {
        var warning = Assert.Single(Find("midtrans", "payment.*", VerificationLevel.Credentials));

        Assert.Contains("verified as partial at best", warning.Message, StringComparison.Ordinal);
        Assert.Contains("minimumVerification", warning.Fix, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ApiConfirmation.Partial, 0)]
    [InlineData(ApiConfirmation.Never, 1)]
    public void A_source_whose_events_the_API_confirms_is_not_named(ApiConfirmation confirm, int warnings) => Assert.Equal(
        warnings,
        Find("midtrans", "payment.*", VerificationLevel.Credentials, new ApiSettings { Key = "key", Confirm = confirm }).Count);

    private static IReadOnlyList<ConfigurationError> Find(
        string provider, string accepted, VerificationLevel minimum, ApiSettings? api = null)
    {
        var registry = new ProviderRegistry();
        var secret = provider == "xanpay" ? "user:a-long-password" : provider == "midtrans" ? "SB-Mid-server-0123456789"
            : "a-secret-0123456789";
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["PayHooks:Sources:shop:Provider"] = provider,
            ["PayHooks:Sources:shop:Secrets:0"] = secret,
        }).Build();
        var options = SettingsReader.Read(configuration, registry);
        Assert.Empty(options.Errors);
        options = options with { Sources = [.. options.Sources.Select(source => source with { Api = api })] };
        var handlers = new HandlerSet([DelegateHandler.Named("handler", (_, _, _) => Task.CompletedTask, minimum, accepted)]);
        return [.. UnhandledSources.Find(new SourceCatalog(options, registry), handlers)];
    }
}
