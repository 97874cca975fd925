using PayHooks.Faults.Proof;
using PayHooks.RocksDb;
using PayHooks.RocksDb.Engine;
using PayHooks.Storage;

namespace PayHooks.Faults.Processes;

/// <summary>The real thing: <c>payhooks serve</c>, as built beside this program, on one folder.</summary>
internal sealed class EmbeddedSystem(string folder, ServerSettings settings) : ISystemUnderTest
{
    private const string Announcement = "payhooks: listening on ";

    private readonly string data = Path.Combine(folder, RocksDbStore.DefaultFolder);

    /// <inheritdoc/>
    public TimeSpan LongestSilence { get; } = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public ChildProcess StartServer(Uri target) => ChildProcess.Start(
        Path.Combine(AppContext.BaseDirectory, "PayHooks.Cli.dll"),
        ["serve", "--urls", "http://127.0.0.1:0", "--data", data], folder, settings.ForwardingTo(target), Announcement);

    /// <inheritdoc/>
    public Task<LedgerView> ReadLedgerAsync(CancellationToken cancellationToken)
    {
        // The folder itself, not what a server says about it.
        var checkedStore = StoreCheck.Run(data);
        using var database = Database.OpenReadOnly(data);
        using var records = database.Range(Family.Events);
        var entries = new List<LedgerEntry>();
        for (var more = records.ToFirst(); more; more = records.ToNext())
        {
            entries.Add(LedgerEntry.Of(EventRecord.FromJson(records.Value)));
        }

        var damage = checkedStore.IsIntact ? null : string.Join(" | ", checkedStore.Problems);
        return Task.FromResult(new LedgerView(entries, checkedStore.Messages, damage));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
