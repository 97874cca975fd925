namespace PayHooks.Providers;

/// <summary>Stub.</summary>
public static class PortOneProvider
{
    /// <summary>Stub.</summary>
    public static ProviderDescriptor Descriptor { get; } = new("portone", _ => throw new NotSupportedException());
}
