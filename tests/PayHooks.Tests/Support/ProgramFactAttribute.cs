namespace PayHooks.Tests.Support;

/// <summary>A test that needs a program, and says so where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ProgramFactAttribute : FactAttribute
{
    /// <param name="program">The program.</param>
    /// <param name="how">How it is installed.</param>
    public ProgramFactAttribute(string program, string how)
    {
        if (OperatingSystem.IsWindows() || !(Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, program))))
        {
            Skip = $"{program} is not installed ({how}).";
        }
    }
}
