namespace PayHooks.Providers;

/// <summary>Chargily Pay V2 (Algeria), a preset: <c>Presets/chargily.json</c> says all of it.</summary>
public static class ChargilyProvider
{
    /// <summary>What the registry knows of Chargily.</summary>
    public static ProviderDescriptor Descriptor { get; } = SchemePreset.Describe("chargily");
}
