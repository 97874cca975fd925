using Microsoft.Win32.SafeHandles;
using PayHooks.RocksDb;

namespace PayHooks.Benchmarks.Systems;

/// <summary>
/// The least that durability costs: one thread appends bodies to a file, and all that came while it was busy share one write and one
/// sync of the disk. The file is written over from its beginning, so that it need not grow.
/// </summary>
internal sealed class AppendedLog : IDisposable
{
    private const int Size = 16 * 1024 * 1024;

    private readonly SafeFileHandle file;

    // A monitor, not a System.Threading.Lock: the thread sleeps on it.
#pragma warning disable MA0158
    private readonly object gate = new();
#pragma warning restore MA0158
    private readonly Thread thread;
    private List<Entry> waiting = [];
    private List<Entry> group = [];
    private int position;
    private bool isClosed;

    /// <summary>Makes the file, in its full size, and starts the thread.</summary>
    public AppendedLog(string path)
    {
        file = File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite);
        RandomAccess.Write(file, new byte[Size], 0);
        FileSync.Run(file);
        thread = new Thread(Work) { IsBackground = true };
        thread.Start();
    }

    /// <summary>Appends a body; ends when it is on the disk.</summary>
    public Task AppendAsync(ReadOnlyMemory<byte> body)
    {
        var entry = new Entry(body);
        lock (gate)
        {
            waiting.Add(entry);
            Monitor.Pulse(gate);
        }

        return entry.Done.Task;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
        {
            isClosed = true;
            Monitor.Pulse(gate);
        }

        thread.Join();
        file.Dispose();
    }

    private void Work()
    {
        while (Take())
        {
            Write();
            group.ForEach(static entry => entry.Done.SetResult());
            group.Clear();
        }
    }

    private bool Take()
    {
        lock (gate)
        {
            while (waiting.Count == 0 && !isClosed)
            {
                Monitor.Wait(gate);
            }

            (waiting, group) = (group, waiting);
            return group.Count > 0;
        }
    }

    private void Write()
    {
        var length = group.Sum(static entry => entry.Body.Length);
        position = position + length > Size ? 0 : position;
        RandomAccess.Write(file, group.ConvertAll(static entry => entry.Body), position);
        FileSync.Run(file);
        position += length;
    }

    private sealed record Entry(ReadOnlyMemory<byte> Body)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
