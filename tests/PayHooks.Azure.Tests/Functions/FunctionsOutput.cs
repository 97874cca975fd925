using PayHooks.Tests.Support;

namespace PayHooks.Azure.Tests.Functions;

/// <summary>Where things lie in the repository.</summary>
internal static class FunctionsOutput
{
    /// <summary>The repository's root.</summary>
    public static string Root => Repository.Root;

    /// <summary>The built functions, of the same configuration as these tests.</summary>
    public static string Folder { get; } = Path.Combine(
        Root, "src", "PayHooks.Functions", "bin",
            new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)).Parent!.Name, "net10.0");

    /// <summary>A copy of them without the settings of whoever works here.</summary>
    public static void CopyTo(string target)
    {
        foreach (var file in Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories))
        {
            if (Path.GetFileName(file) == "local.settings.json")
            {
                continue;
            }

            var copy = Path.Combine(target, Path.GetRelativePath(Folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
