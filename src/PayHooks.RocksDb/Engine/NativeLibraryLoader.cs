using System.Reflection;
using System.Runtime.InteropServices;

namespace PayHooks.RocksDb.Engine;

/// <summary>Finds RocksDB's native library, of which the package holds two for Linux: for glibc and for musl (Alpine).</summary>
internal static class NativeLibraryLoader
{
    /// <summary>The name that imports use.</summary>
    public const string Name = "rocksdb";

    private const string MuslName = "rocksdb-musl";

    /// <summary>Has the imports of this assembly find it. Called once, before the first of them.</summary>
    public static void Register() => NativeLibrary.SetDllImportResolver(typeof(NativeLibraryLoader).Assembly, Resolve);

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) =>
        name == Name && IsMusl() && NativeLibrary.TryLoad(MuslName, assembly, path, out var library) ? library : 0;

    private static bool IsMusl() =>
        RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal)
        || RuntimeInformation.RuntimeIdentifier.StartsWith("alpine", StringComparison.Ordinal);
}
