using System.Text;

namespace PayHooks.Tests.Cli;

/// <summary>A body in a file of one test.</summary>
internal sealed class BodyFile : IDisposable
{
    public BodyFile(byte[] body) => File.WriteAllBytes(Path, body);

    public BodyFile(string body)
        : this(Encoding.UTF8.GetBytes(body))
    {
    }

    public string Path { get; } = System.IO.Path.GetTempFileName();

    public void Dispose() => File.Delete(Path);
}
