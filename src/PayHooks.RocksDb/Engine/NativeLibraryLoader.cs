using System.Reflection;
using System.Runtime.InteropServices;

namespace PayHooks.RocksDb.Engine;

/// <summary>Locates RocksDB's native library. For Linux, the package contains one for glibc and one for musl (Alpine).</summary>
internal static class NativeLibraryLoader
{
    /// <summary>The library name in imports.</summary>
    public const string Name = "rocksdb";

    private const string MuslName = "rocksdb-musl";

    /// <summary>Registers the resolver for this assembly's imports. Call once, before the first import is used.</summary>
    public static void Register() => NativeLibrary.SetDllImportResolver(typeof(NativeLibraryLoader).Assembly, Resolve);

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) =>
        name == Name && IsMusl() && NativeLibrary.TryLoad(MuslName, assembly, path, out var library) ? library : 0;

    private static bool IsMusl() =>
        RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal)
        || RuntimeInformation.RuntimeIdentifier.StartsWith("alpine", StringComparison.Ordinal);
}
