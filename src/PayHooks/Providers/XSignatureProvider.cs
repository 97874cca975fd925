namespace PayHooks.Providers;

/// <summary>Stub.</summary>
public static class XSignatureProvider
{
    /// <summary>Stub.</summary>
    public static ProviderDescriptor Descriptor { get; } = new("x-signature", _ => throw new NotSupportedException());
}
