using PayHooks.Faults.Killing;
using PayHooks.Faults.Load;
using PayHooks.Faults.Processes;
using PayHooks.Faults.Proof;
using PayHooks.Faults.Target;

namespace PayHooks.Faults;

/// <summary>One run of the crash test: load and kills side by side, then quiet, then the comparison.</summary>
internal sealed class CrashRun(RunOptions options, string folder, TextWriter talk)
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(200);

    /// <summary>Runs it in a folder of its own, which is kept if the promise was broken.</summary>
    public static async Task<Figures> RunAsync(RunOptions options, TextWriter talk, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("payhooks-faults-").FullName;
        var isProof = false;
        try
        {
            var figures = await new CrashRun(options, folder, talk).RunAsync(cancellationToken);
            isProof = figures.IsProof;
            return figures;
        }
        finally
        {
            if (isProof || cancellationToken.IsCancellationRequested)
            {
                Directory.Delete(folder, recursive: true);
            }
            else
            {
                await talk.WriteLineAsync($"faults: what it left behind is in {folder}");
            }
        }
    }

    private async Task<Figures> RunAsync(CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        var deliveries = new GenuineDeliveries(options.Seed);
        await using var target = await TargetProcess.StartAsync(folder, cancellationToken);
        await using var system = await CreateSystemAsync(deliveries, cancellationToken);
        await using var server = new ServerUnderTest(system, target.Url);
        using var client = new ProviderClient(() => server.Address);
        var load = new LoadDriver(deliveries, LoadSchedule.Draw(options.Events, options.Seed), options.Events, client);

        // Half of the work is to acknowledge, the other half to handle.
        var killer = new Killer(
            KillSchedule.Draw(options.Kills, options.Seed), server, () => (load.AckedEvents + target.EffectCount) / (2.0 * options.Events));

        server.Start();
        using var failure = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            await await Task.WhenAny(server.Failed, Task.WhenAll(
                PartAsync(load.RunAsync(failure.Token), "All is acknowledged"),
                    PartAsync(killer.RunAsync(failure.Token), "The last kill is done")));
            await await Task.WhenAny(server.Failed, WaitUntilQuietAsync(server, target, system.LongestSilence, failure.Token));
        }
        finally
        {
            await failure.CancelAsync();
        }

        await server.StopAsync();
        var ledger = await system.ReadLedgerAsync(cancellationToken);
        return new Comparison(load.Acked(), ledger, target.ReadEffects(), server.KilledAt).Run() with
        {
            Requests = client.Tries,
            Took = TimeProvider.System.GetElapsedTime(started),
        };

        async Task PartAsync(Task part, string done)
        {
            try
            {
                await part;
            }
            catch
            {
                // The other part would wait for it for ever.
                await failure.CancelAsync();
                throw;
            }

            await talk.WriteLineAsync(
                $"faults: {done} after {TimeProvider.System.GetElapsedTime(started).TotalSeconds:0} s; {Report.Count(target.EffectCount)} "
                    + "effects.");
        }
    }

    private async Task<ISystemUnderTest> CreateSystemAsync(GenuineDeliveries deliveries, CancellationToken cancellationToken) =>
        options.OnAzurite
        ? await AzuriteSystem.StartAsync(folder, new ServerSettings(deliveries), cancellationToken)
        : new EmbeddedSystem(folder, new ServerSettings(deliveries));

    private static async Task WaitUntilQuietAsync(
        ServerUnderTest server, TargetProcess target, TimeSpan longestSilence, CancellationToken cancellationToken)
    {
        (long? Waiting, long Effects) last = default;
        var changed = TimeProvider.System.GetTimestamp();
        while (await server.WaitingAsync(cancellationToken) is var waiting && waiting != 0)
        {
            var seen = (waiting, target.EffectCount);
            if (seen != last)
            {
                (last, changed) = (seen, TimeProvider.System.GetTimestamp());
            }
            else if (TimeProvider.System.GetElapsedTime(changed) > longestSilence)
            {
                return;
            }

            await Task.Delay(Glance, TimeProvider.System, cancellationToken);
        }
    }
}
