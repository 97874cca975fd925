namespace PayHooks.Providers;

/// <summary>Stub.</summary>
public static class XanPayProvider
{
    /// <summary>Stub.</summary>
    public static ProviderDescriptor Descriptor { get; } = new("xanpay", _ => throw new NotSupportedException());
}
