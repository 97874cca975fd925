namespace PayHooks.Tests.Support;

/// <summary>A test that watches system calls, or makes them fail.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class StraceFactAttribute : FactAttribute
{
    public StraceFactAttribute(string what)
    {
        if (!(Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, "strace"))))
        {
            Skip = $"NOT PROVEN HERE: {what}. strace is not installed (apt-get install strace).";
        }
    }
}
