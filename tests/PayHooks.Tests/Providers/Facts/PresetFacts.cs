using PayHooks.Verification;

namespace PayHooks.Tests.Providers.Facts;

/// <summary>The facts that presets read from bodies.</summary>
internal static class PresetFacts
{
    private const string Key = "5b1f0c6d2a9e47d38f60b4c5e7a1928374650f1e2d3c4b5a6978877665544332";

    /// <summary>The provider of a preset, with a secret of its form.</summary>
    public static IWebhookProvider Provider(string name)
    {
        var descriptor = new ProviderRegistry().Find(name)!;
        return descriptor.Create(
            Samples.Source(descriptor, descriptor.SecretForm.StartsWith("user:", StringComparison.Ordinal) ? $"{Key}:{Key}" : Key));
    }

    /// <summary>The facts of a body.</summary>
    public static EventFacts Read(string name, string body, Func<string, string?>? header = null) =>
        Provider(name).Read(Samples.Utf8(body), header);
}
