using PayHooks.Sqlite;

namespace PayHooks.Tests.Storage;

/// <summary>Keeps a writer in the middle of an operation, so that what is asked for meanwhile comes together.</summary>
internal sealed class BusyWriter : IDisposable
{
    private readonly ManualResetEventSlim end = new();

    public BusyWriter(SqliteWriter writer)
    {
        using var begun = new ManualResetEventSlim();
        _ = writer.WriteAsync((begun, end), static (_, signals) =>
        {
            signals.begun.Set();
            signals.end.Wait();
            return true;
        }, default);
        begun.Wait();
    }

    public void End() => end.Set();

    public void Dispose() => end.Set();
}
