using PayHooks.Verification.Descriptions;
using PayHooks.Verification.PortOne;
using PayHooks.Verification.XSignature;
using PayHooks.Verification.XanPay;

namespace PayHooks.Verification;

/// <summary>The providers by name. Names are case-insensitive, and <c>-</c> and <c>_</c> are equivalent.</summary>
public sealed class ProviderRegistry
{
    private readonly Dictionary<string, ProviderDescriptor> byName = new(StringComparer.Ordinal);
    private readonly List<ProviderDescriptor> all = [];

    /// <summary>Registers the built-in providers. To add one, add a file and a line here.</summary>
    public ProviderRegistry()
    {
        Add(PortOneProvider.Descriptor);
        Add(XanPayProvider.Descriptor);
        Add(SchemePreset.Describe("chargily"));
        Add(XSignatureProvider.Descriptor);
        Add(SchemePreset.Describe("stripe"));
        Add(SchemePreset.Describe("standard-webhooks", "svix"));
        Add(SchemePreset.Describe("adyen"));
        Add(SchemePreset.Describe("adyen-platform"));
        Add(SchemePreset.Describe("square"));
        Add(SchemePreset.Describe("shopify"));
        Add(SchemePreset.Describe("razorpay"));
        Add(SchemePreset.Describe("paystack"));
        Add(SchemePreset.Describe("flutterwave"));
        Add(SchemePreset.Describe("coinbase-commerce"));
        Add(SchemePreset.Describe("paddle"));
        Add(SchemePreset.Describe("lemon-squeezy"));
        Add(SchemePreset.Describe("xendit"));
        Add(SchemePreset.Describe("midtrans"));
        Add(SchemePreset.Describe("github"));
        Add(SchemePreset.Describe("woocommerce"));
        Add(SchemePreset.Describe("chargebee"));
        Add(CustomProvider.Descriptor);
    }

    /// <summary>All providers, in order of registration.</summary>
    public IReadOnlyList<ProviderDescriptor> All => all;

    /// <summary>Adds a provider, or replaces the one with the same name.</summary>
    public void Add(ProviderDescriptor provider)
    {
        ArgumentNullException.ThrowIfNull(provider);
        all.RemoveAll(known => Key(known.Name) == Key(provider.Name));
        all.Add(provider);
        foreach (var name in provider.Aliases.Prepend(provider.Name))
        {
            byName[Key(name)] = provider;
        }
    }

    /// <summary>The provider with a name or alias, or null.</summary>
    public ProviderDescriptor? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return byName.GetValueOrDefault(Key(name));
    }

    private static string Key(string name) => name.Replace('_', '-').ToLowerInvariant();
}
