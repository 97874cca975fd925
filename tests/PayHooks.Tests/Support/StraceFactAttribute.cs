namespace PayHooks.Tests.Support;

/// <summary>A test that watches system calls.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class StraceFactAttribute : FactAttribute
{
    public StraceFactAttribute()
    {
        if (!(Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "strace"))))
        {
            Skip = "NOT PROVEN HERE: that a sync comes before every 200. strace is not installed (apt-get install strace).";
        }
    }
}
