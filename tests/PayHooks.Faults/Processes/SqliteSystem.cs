using PayHooks.Faults.Proof;
using PayHooks.Sqlite;
using PayHooks.Storage;

namespace PayHooks.Faults.Processes;

/// <summary>The real thing: <c>payhooks serve</c>, as built beside this program, on one SQLite file.</summary>
internal sealed class SqliteSystem(string folder, ServerSettings settings) : ISystemUnderTest
{
    private const string Announcement = "payhooks: listening on ";

    private readonly string file = Path.Combine(folder, "payhooks.db");

    /// <inheritdoc/>
    public TimeSpan LongestSilence { get; } = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public ChildProcess StartServer(Uri target) => ChildProcess.Start(
        Path.Combine(AppContext.BaseDirectory, "PayHooks.Cli.dll"),
        ["serve", "--urls", "http://127.0.0.1:0", "--data", file], folder, settings.ForwardingTo(target), Announcement);

    /// <inheritdoc/>
    public Task<LedgerView> ReadLedgerAsync(CancellationToken cancellationToken)
    {
        // The file itself, not what a server says about it.
        using var session = SqliteSession.Open(file, readOnly: true);
        var entries = new List<LedgerEntry>();
        using (var records = session.Use("SELECT record FROM events"))
        {
            while (records.Step())
            {
                entries.Add(LedgerEntry.Of(EventRecord.FromJson(records.Blob(0))));
            }
        }

        using var check = session.Use("PRAGMA integrity_check");
        return Task.FromResult(new LedgerView(
            entries, MessageRows.Count(session), check.Step() && check.Text(0) is not "ok" and var damage ? damage : null));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
