using PayHooks.Tests.Server;

namespace PayHooks.Tests.Crash.PowerLoss;

/// <summary>
/// A folder as a sequence of changes, and what a loss of power at any moment can leave of them: everything that was synced, and of the
/// rest anything. Names are kept in the order of their changes, as file systems with a journal do; contents are not, in pieces of 4 KB.
/// </summary>
internal sealed class CrashDisk
{
    private readonly Dictionary<string, TracedFile> names = new(StringComparer.Ordinal);
    private readonly Dictionary<int, long> positions = [];
    private readonly List<NameChange> changes = [];
    private readonly List<SystemCall> folderSyncs = [];

    /// <summary>The lines of the trace around which most is at stake: names change, and what was written is synced.</summary>
    public List<int> Moments { get; } = [];

    public void Open(SystemCall call, int number, string name, bool truncates)
    {
        positions[number] = 0;
        if (!names.TryGetValue(name, out var file))
        {
            names[name] = file = new TracedFile();
            Add(call, found => found[name] = file);
        }
        else if (truncates)
        {
            file.Truncate(call, 0);
        }
    }

    public void Write(SystemCall call, int number, string name, long? at, byte[] bytes)
    {
        if (names.TryGetValue(name, out var file))
        {
            var position = at ?? positions.GetValueOrDefault(number);
            file.Write(call, position, bytes);
            if (at is null)
            {
                positions[number] = position + bytes.Length;
            }
        }
    }

    public void Truncate(SystemCall call, string name, long length) => names.GetValueOrDefault(name)?.Truncate(call, length);

    public void Sync(SystemCall call, string name)
    {
        names.GetValueOrDefault(name)?.Sync(call);
        Moments.Add(call.End);
    }

    public void SyncFolder(SystemCall call) => folderSyncs.Add(call);

    public void Rename(SystemCall call, string from, string to)
    {
        if (names.Remove(from, out var file))
        {
            names[to] = file;
            Add(call, found =>
            {
                found.Remove(from);
                found[to] = file;
            });
        }
    }

    public void Remove(SystemCall call, string name)
    {
        if (names.Remove(name))
        {
            Add(call, found => found.Remove(name));
        }
    }

    /// <summary>Writes what a loss of power may leave into an empty folder.</summary>
    /// <param name="at">The line of the trace at which the power is lost.</param>
    /// <param name="random">What decides about everything that was not synced.</param>
    /// <param name="folder">The folder.</param>
    public void Write(int at, Random random, string folder)
    {
        var kept = KeptNames(at, random);
        Dictionary<string, TracedFile> found = new(StringComparer.Ordinal);
        foreach (var change in changes.Take(kept))
        {
            change.Apply(found);
        }

        // Nothing, half, or nearly everything of what was not synced: each is a kind of machine.
        var share = random.Next(4) switch { 0 => 0, 1 => 1, 2 => 0.5, _ => random.NextDouble() };
        foreach (var (name, file) in found)
        {
            File.WriteAllBytes(Path.Combine(folder, name), file.Content(at, share, random));
        }
    }

    private int KeptNames(int at, Random random)
    {
        var synced = folderSyncs.Where(sync => sync.End < at).Select(sync => sync.Begin).DefaultIfEmpty(-1).Max();
        var (least, most) = (changes.Count(change => change.Call.End < synced), changes.Count(change => change.Call.Begin < at));
        return random.Next(3) switch { 0 => least, 1 => most, _ => random.Next(least, most + 1) };
    }

    private void Add(SystemCall call, Action<Dictionary<string, TracedFile>> apply)
    {
        changes.Add(new NameChange(call, apply));
        Moments.Add(call.Begin);
    }

    private sealed record NameChange(SystemCall Call, Action<Dictionary<string, TracedFile>> Apply);
}
