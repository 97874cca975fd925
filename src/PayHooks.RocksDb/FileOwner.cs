using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace PayHooks.RocksDb;

/// <summary>The owner and the group of a file on Linux and macOS, which .NET neither shows nor sets.</summary>
/// <param name="User">The id of the user.</param>
/// <param name="Group">The id of the group.</param>
internal sealed partial record FileOwner(uint User, uint Group)
{
    // AT_EMPTY_PATH: the file itself; STATX_UID and STATX_GID. See statx(2), whose structure is the same on every processor.
    private const int OfFile = 0x1000;
    private const uint UserAndGroup = 0x18;
    private const int StatxSize = 256;
    private const int StatxUser = 20;

    // struct stat with 64-bit inode numbers, see stat(2) of macOS.
    private const int StatSize = 144;
    private const int StatUser = 16;

    /// <summary>Returns the owner of an open file.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static FileOwner Of(SafeFileHandle file)
    {
        Span<byte> found = stackalloc byte[Math.Max(StatxSize, StatSize)];
        var isMac = OperatingSystem.IsMacOS();
        var result = !isMac ? statx(file, "", OfFile, UserAndGroup, found)
            : RuntimeInformation.ProcessArchitecture == Architecture.X64 ? fstat64(file, found) : fstat(file, found);
        if (result != 0)
        {
            throw new IOException($"The owner of a file cannot be read: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
        }

        var at = found[(isMac ? StatUser : StatxUser)..];
        return new FileOwner(MemoryMarshal.Read<uint>(at), MemoryMarshal.Read<uint>(at[4..]));
    }

    /// <summary>Gives an open file to an owner.</summary>
    /// <exception cref="UnauthorizedAccessException">Only that owner, or the administrator, can do this.</exception>
    public static void Set(SafeFileHandle file, FileOwner owner)
    {
        if (fchown(file, owner.User, owner.Group) != 0)
        {
            throw new UnauthorizedAccessException($"a file of user {owner.User} and group {owner.Group} can be replaced only by that user "
                + "or an administrator.");
        }
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int statx(SafeFileHandle file, string path, int flags, uint mask, Span<byte> found);

    [LibraryImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int fstat(SafeFileHandle file, Span<byte> found);

    [LibraryImport("libc", EntryPoint = "fstat$INODE64", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int fstat64(SafeFileHandle file, Span<byte> found);

    [LibraryImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int fchown(SafeFileHandle file, uint user, uint group);
}
