using System.Text;
using Microsoft.Win32.SafeHandles;

namespace PayHooks.Faults.Target;

/// <summary>
/// Writes the target's record. An effect is in the operating system's hands before the call is answered: it outlives every
/// process, which is all that is killed here.
/// </summary>
internal sealed class EffectWriter : IDisposable
{
    private readonly Lock turn = new();
    private readonly SafeFileHandle file;
    private long length;

    private EffectWriter(SafeFileHandle file) => this.file = file;

    /// <summary>Begins a record.</summary>
    public static EffectWriter Create(string path) => new(File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read));

    /// <summary>Adds an effect.</summary>
    public void Append(ObservedRun effect)
    {
        var line = Encoding.ASCII.GetBytes(EffectRecord.ToLine(effect));
        lock (turn)
        {
            RandomAccess.Write(file, line, length);
            length += line.Length;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();
}
