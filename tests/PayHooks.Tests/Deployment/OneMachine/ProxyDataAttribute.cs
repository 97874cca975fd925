using System.Reflection;
using Xunit.Sdk;

namespace PayHooks.Tests.Deployment.OneMachine;

/// <summary>A proxy that a test runs with, if it is installed.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class ProxyDataAttribute : DataAttribute
{
    private readonly string program;

    public ProxyDataAttribute(string program)
    {
        this.program = program;
        if (Find(program) is null)
        {
            Skip = $"{program} is not installed (apt-get install {program}).";
        }
    }

    /// <summary>Where a program is; null if it is not installed. nginx is in a folder that is often not on the PATH.</summary>
    public static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Append("/usr/sbin").Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    /// <inheritdoc/>
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[program]];
}
