using PayHooks.Verification;
using PayHooks.Verification.Descriptions;
using PayHooks.Verification.Descriptions.Model;
using PayHooks.Verification.Descriptions.Reading;

namespace PayHooks.Tests.Providers.Schemes;

/// <summary>Providers out of descriptions.</summary>
internal static class Described
{
    /// <summary>A source's settings with a description.</summary>
    public static SourceSettings Source(string json, params string[] secrets) => Samples.Source(CustomProvider.Descriptor, secrets) with
    {
        Scheme = [SchemeLayer.Parse("acme.json", Samples.Utf8(json))],
    };

    /// <summary>The provider of a description.</summary>
    public static IWebhookProvider Provider(string json, params string[] secrets) =>
        CustomProvider.Descriptor.Create(Source(json, secrets));

    /// <summary>What a source is warned of.</summary>
    public static string[] Warnings(string json) =>
        [.. SchemeReader.Read([SchemeLayer.Parse("acme.json", Samples.Utf8(json))]).Warnings.Select(warning => warning.Message)];

    /// <summary>What is wrong with a description.</summary>
    public static string[] Faults(string json) =>
        [.. Assert.Throws<SchemeException>(() => Provider(json, "secret-of-acme")).Errors.Select(fault => fault.ToString())];
}
