using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;
using PayHooks.RocksDb.Events;
using PayHooks.Storage;

namespace PayHooks.RocksDb;

/// <summary>
/// Records the events whose handlers are running in a file of the folder. After a process is killed, the next one counts a crash for these
/// events only. The file is not synced, because a power failure is not caused by an event.
/// </summary>
internal sealed class RunLog : IRunLog, IDisposable
{
    /// <summary>The file's name in the folder.</summary>
    public const string Name = "RUNNING";

    private const FileShare Shared = FileShare.ReadWrite | FileShare.Delete;

    private readonly SafeFileHandle file;
    private readonly ConcurrentBag<Entry> free = [];
    private int entries;

    private RunLog(SafeFileHandle file) => this.file = file;

    /// <summary>The events that an earlier process left in the file.</summary>
    public static IReadOnlySet<EventIdKey> Read(string folder)
    {
        HashSet<EventIdKey> running = [];
        var path = Path.Combine(folder, Name);
        if (File.Exists(path))
        {
            var bytes = File.ReadAllBytes(path);
            for (var at = 0; at + EventIdKey.Length <= bytes.Length; at += EventIdKey.Length)
            {
                running.Add(EventIdKey.Read(bytes.AsSpan(at)));
            }
        }

        return running;
    }

    /// <summary>Opens the file and clears the entries of an earlier process.</summary>
    public static RunLog Open(string folder)
    {
        var log = new RunLog(File.OpenHandle(Path.Combine(folder, Name), FileMode.OpenOrCreate, FileAccess.ReadWrite, Shared));
        RandomAccess.SetLength(log.file, 0);
        return log;
    }

    /// <inheritdoc/>
    public IDisposable Begin(string eventId)
    {
        var entry = free.TryTake(out var used) ? used : new Entry(this, Interlocked.Increment(ref entries) - 1);
        Write(entry.Index, EventIdKey.Of(eventId));
        return entry;
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private void Write(int index, EventIdKey id)
    {
        Span<byte> bytes = stackalloc byte[EventIdKey.Length];
        try
        {
            RandomAccess.Write(file, id.Write(bytes), (long)index * EventIdKey.Length);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // Without the entry, a crash is not counted.
        }
    }

    private sealed class Entry(RunLog log, int index) : IDisposable
    {
        public int Index => index;

        public void Dispose()
        {
            log.Write(index, default);
            log.free.Add(this);
        }
    }
}
