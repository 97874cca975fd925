namespace PayHooks.Providers;

/// <summary>Stub.</summary>
public static class ChargilyProvider
{
    /// <summary>Stub.</summary>
    public static ProviderDescriptor Descriptor { get; } = new("chargily", _ => throw new NotSupportedException());
}
