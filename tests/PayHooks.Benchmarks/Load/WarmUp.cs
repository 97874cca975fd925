namespace PayHooks.Benchmarks.Load;

/// <summary>What every system gets before it is measured, so that just-in-time compilers have done their work.</summary>
internal static class WarmUp
{
    /// <summary>How long.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(8);

    /// <summary>How long where one system is compared with itself.</summary>
    public static readonly TimeSpan Short = TimeSpan.FromSeconds(3);
}
