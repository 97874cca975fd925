using PayHooks.Faults.Processes;

namespace PayHooks.Faults.Target;

/// <summary>The forward target in its process.</summary>
internal sealed class TargetProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(1);

    private readonly ChildProcess process;
    private readonly string record;

    private TargetProcess(ChildProcess process, string record, Uri url) => (this.process, this.record, Url) = (process, record, url);

    /// <summary>Where it listens.</summary>
    public Uri Url { get; }

    /// <summary>How many effects it has recorded.</summary>
    public long EffectCount => EffectRecord.Count(record);

    /// <summary>Starts it; its record lies in a folder.</summary>
    public static async Task<TargetProcess> StartAsync(string folder, CancellationToken cancellationToken)
    {
        var file = Path.Combine(folder, "effects.log");
        var started = ChildProcess.Start(
            typeof(TargetProcess).Assembly.Location, [TargetCommand.Name, "--record", file], folder,
            new Dictionary<string, string>(StringComparer.Ordinal), TargetCommand.Announcement);
        try
        {
            return new TargetProcess(started, file,
                new Uri(await started.Announced.WaitAsync(StartLimit, TimeProvider.System, cancellationToken)));
        }
        catch (TimeoutException e)
        {
            await started.DisposeAsync();
            throw new BrokenRunException($"The forward target did not start: {started.LastWords}", e);
        }
    }

    /// <summary>Everything it has recorded.</summary>
    public ObservedRun[] ReadEffects() => EffectRecord.Read(record);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => process.DisposeAsync();
}
