namespace PayHooks.RocksDb;

/// <summary>The path of a folder without symbolic links, so that two names of one folder are one.</summary>
internal static class CanonicalPath
{
    /// <summary>The full path; parts that do not exist stay as they are.</summary>
    public static string Of(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (Path.GetDirectoryName(full) is not { } parent)
        {
            return full;
        }

        var own = Path.Combine(Of(parent), Path.GetFileName(full));
        return Directory.Exists(own) && Directory.ResolveLinkTarget(own, returnFinalTarget: true) is { } target ? Of(target.FullName) : own;
    }
}
