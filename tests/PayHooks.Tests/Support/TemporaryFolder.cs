namespace PayHooks.Tests.Support;

/// <summary>A folder of one test, removed with all that is in it.</summary>
public sealed class TemporaryFolder : IDisposable
{
    private const string InMemory = "/dev/shm";

    public TemporaryFolder() : this(Directory.CreateTempSubdirectory("payhooks-test-").FullName)
    {
    }

    private TemporaryFolder(string path) => Path = path;

    public string Path { get; }

    /// <summary>A folder in memory where the system has one, for tests that are not about the disk.</summary>
    public static TemporaryFolder WithoutDisk() => !Directory.Exists(InMemory)
        ? new TemporaryFolder()
        : new TemporaryFolder(Directory.CreateDirectory(System.IO.Path.Combine(InMemory, $"payhooks-test-{Guid.NewGuid():N}")).FullName);

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
