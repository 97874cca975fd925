using PayHooks.RocksDb.Writing;

namespace PayHooks.Tests.Storage;

/// <summary>Keeps a writer busy, so that what is asked for meanwhile comes together.</summary>
internal sealed class BusyRocksDbWriter : IDisposable
{
    private readonly Operation operation = new();

    public BusyRocksDbWriter(Writer writer)
    {
        _ = writer.WriteAsync(operation, CancellationToken.None);
        operation.Begun.Wait();
    }

    public void End() => operation.End.Set();

    public void Dispose() => End();

    private sealed class Operation : WriteOperation<bool>
    {
        public ManualResetEventSlim Begun { get; } = new();

        public ManualResetEventSlim End { get; } = new();

        protected override bool Decide(PendingBatch batch)
        {
            Begun.Set();
            End.Wait();
            return true;
        }
    }
}
