using System.Text;
using PayHooks.Cli.Settings;
using PayHooks.RocksDb;

namespace PayHooks.Tests.Registration;

/// <summary>Files with secrets: whole, durable, and readable by nobody else than before.</summary>
public sealed class PrivateFileTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string folder = Directory.CreateTempSubdirectory("payhooks-private").FullName;

    private string Path => System.IO.Path.Combine(folder, "settings.json");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_new_file_is_readable_by_its_owner_only()
    {
        PrivateFile.Create(Path, "one"u8.ToArray());

        Assert.Equal("one", File.ReadAllText(Path));
        Assert.Equal([Path], Directory.GetFiles(folder));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(OwnerOnly, File.GetUnixFileMode(Path));
        }
    }

    [Fact]
    public void An_existing_file_is_not_created_again()
    {
        File.WriteAllText(Path, "mine");

        Assert.ThrowsAny<IOException>(() => PrivateFile.Create(Path, "one"u8.ToArray()));

        Assert.Equal("mine", File.ReadAllText(Path));
        Assert.Equal([Path], Directory.GetFiles(folder));
    }

    [Theory]
    [InlineData(OwnerOnly)]
    [InlineData(OwnerOnly | UnixFileMode.GroupRead)]
    [InlineData(OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead)]
    public void A_file_that_is_replaced_keeps_its_mode_whatever_the_umask(UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        File.WriteAllText(Path, "old");
        File.SetUnixFileMode(Path, mode);

        PrivateFile.Replace(Path, "new"u8.ToArray());

        Assert.Equal(("new", mode), (File.ReadAllText(Path), File.GetUnixFileMode(Path)));
        Assert.Equal([Path], Directory.GetFiles(folder));
    }

    [Fact]
    public void A_file_that_is_replaced_keeps_its_owner()
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
        {
            return;
        }

        File.WriteAllText(Path, "old");
        using (var file = File.OpenHandle(Path, FileMode.Open, FileAccess.ReadWrite))
        {
            FileOwner.Set(file, new FileOwner(12345, 23456));
        }

        PrivateFile.Replace(Path, "new"u8.ToArray());

        using var replaced = File.OpenHandle(Path);
        Assert.Equal(new FileOwner(12345, 23456), FileOwner.Of(replaced));
        Assert.Equal("new", File.ReadAllText(Path));
    }

    [Fact]
    public void What_a_link_leads_to_is_replaced_and_the_link_stays()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var target = System.IO.Path.Combine(folder, "real.json");
        File.WriteAllText(target, "old");
        File.CreateSymbolicLink(Path, target);

        PrivateFile.Replace(Path, Encoding.UTF8.GetBytes("new"));

        Assert.Equal("new", File.ReadAllText(target));
        Assert.NotNull(File.ResolveLinkTarget(Path, returnFinalTarget: false));
    }

    [Fact]
    public void What_does_not_exist_is_not_replaced()
    {
        if (!OperatingSystem.IsWindows())
        {
            var target = System.IO.Path.Combine(folder, "absent.json");
            File.CreateSymbolicLink(Path, target);
            Assert.ThrowsAny<IOException>(() => PrivateFile.Replace(Path, "new"u8.ToArray()));
            Assert.False(File.Exists(target));
            File.Delete(Path);
        }

        Assert.ThrowsAny<IOException>(() => PrivateFile.Replace(Path, "new"u8.ToArray()));
        Assert.Empty(Directory.GetFiles(folder));
    }
}
