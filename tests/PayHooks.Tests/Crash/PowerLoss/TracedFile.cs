using PayHooks.Tests.Server;

namespace PayHooks.Tests.Crash.PowerLoss;

/// <summary>A file as a sequence of changes and syncs.</summary>
internal sealed class TracedFile
{
    // What a disk and a file system write at once.
    private const int Piece = 4096;

    private readonly List<Change> changes = [];
    private readonly List<SystemCall> syncs = [];

    public void Write(SystemCall call, long at, byte[] bytes) => changes.Add(new Change(call, at, bytes));

    public void Truncate(SystemCall call, long length) => changes.Add(new Change(call, length, null));

    public void Sync(SystemCall call) => syncs.Add(call);

    /// <summary>Its content after a loss of power.</summary>
    /// <param name="at">The line of the trace at which the power is lost.</param>
    /// <param name="share">How much of what was not synced is kept, from 0 to 1.</param>
    /// <param name="random">Which parts of it.</param>
    public byte[] Content(int at, double share, Random random)
    {
        var synced = syncs.Where(sync => sync.End < at).Select(sync => sync.Begin).DefaultIfEmpty(-1).Max();
        var content = new MemoryStream();
        foreach (var change in changes.Where(change => change.Call.Begin < at))
        {
            change.Apply(content, piece => change.Call.End < synced || random.NextDouble() < share);
        }

        return content.ToArray();
    }

    private sealed record Change(SystemCall Call, long At, byte[]? Bytes)
    {
        public void Apply(MemoryStream content, Predicate<long> isKept)
        {
            if (Bytes is null)
            {
                if (isKept(0))
                {
                    content.SetLength(At);
                }

                return;
            }

            for (long from = At; from < At + Bytes.Length;)
            {
                var until = Math.Min(At + Bytes.Length, ((from / Piece) + 1) * Piece);
                if (isKept(from / Piece))
                {
                    content.Position = from;
                    content.Write(Bytes, (int)(from - At), (int)(until - from));
                }

                from = until;
            }
        }
    }
}
