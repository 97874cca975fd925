namespace PayHooks.RocksDb;

/// <summary>Resolves symbolic links in the path of a folder, so that a folder has only one path.</summary>
internal static class CanonicalPath
{
    /// <summary>Returns the full path; parts that do not exist are unchanged.</summary>
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
