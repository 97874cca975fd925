namespace PayHooks.Tests.Support;

/// <summary>The files of the repository, for tests of what they claim.</summary>
internal static class Repository
{
    /// <summary>Its root.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Where something is.</summary>
    public static string PathOf(string relative) => Path.Combine(Root, relative);

    /// <summary>A file's text.</summary>
    public static string Read(string relative) => File.ReadAllText(PathOf(relative));

    /// <summary>Whether a file or a folder is there.</summary>
    public static bool Has(string relative) => Path.Exists(PathOf(relative));

    /// <summary>The files of a name, as paths from the root, without what builds and installs leave behind.</summary>
    public static IEnumerable<string> Files(string pattern) =>
        Files(new DirectoryInfo(Root), pattern).Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'));

    private static IEnumerable<string> Files(DirectoryInfo folder, string pattern) =>
        folder.EnumerateFiles(pattern).Select(file => file.FullName).Concat(
        folder.EnumerateDirectories().Where(inner => inner.Name is not (".git" or "bin" or "obj" or "artifacts" or "node_modules"))
            .SelectMany(inner => Files(inner, pattern)));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "PayHooks.slnx")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The repository's root was not found.");
        }

        return folder.FullName;
    }
}
