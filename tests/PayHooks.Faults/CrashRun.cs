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
        var kills = KillSchedule.Draw(options.Kills, options.Seed);
        var killer = new Killer(
            options.Replays ? [] : kills, server, () => (load.AckedEvents + target.EffectCount) / (2.0 * options.Events));

        server.Start();
        var replayedFrom = 0;
        using var failure = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            await await Task.WhenAny(server.Failed, Task.WhenAll(
                PartAsync(load.RunAsync(failure.Token), "All is acknowledged"),
                    PartAsync(killer.RunAsync(failure.Token), options.Replays ? "No kill yet" : "The last kill is done")));
            await await Task.WhenAny(server.Failed, WaitUntilQuietAsync(server, target, system.LongestSilence, failure.Token));
            if (options.Replays)
            {
                replayedFrom = (int)target.EffectCount;
                await await Task.WhenAny(server.Failed, ReplayAsync(server, target, kills, failure.Token));
                await await Task.WhenAny(server.Failed, WaitUntilQuietAsync(server, target, system.LongestSilence, failure.Token));
            }
        }
        finally
        {
            await failure.CancelAsync();
        }

        await server.StopAsync();
        var ledger = await system.ReadLedgerAsync(cancellationToken);
        var effects = target.ReadEffects();
        if (replayedFrom > 0)
        {
            // Before the replay nothing was killed, so each event had one effect; the comparison is about the second one.
            var first = new Comparison(load.Acked(), ledger, effects[..replayedFrom], []).Run();
            if (!first.IsProof)
            {
                throw new BrokenRunException($"Before the replay: {first}");
            }
        }

        return new Comparison(load.Acked(), ledger, effects[replayedFrom..], server.KilledAt).Run() with
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

    private async Task ReplayAsync(ServerUnderTest server, TargetProcess target, Kill[] kills, CancellationToken cancellationToken)
    {
        var began = TimeProvider.System.GetTimestamp();
        var before = target.EffectCount;
        var job = await server.StartReplayAsync(cancellationToken);
        await new Killer(kills, server, () => (target.EffectCount - before) / (double)options.Events).RunAsync(cancellationToken);
        await talk.WriteLineAsync(
            $"faults: The last kill is done after {TimeProvider.System.GetElapsedTime(began).TotalSeconds:0} s of the replay.");
        (string? State, long Done) seen;
        while ((seen = await server.ReplayAsync(job, cancellationToken)).State is null or "running")
        {
            await Task.Delay(Glance, TimeProvider.System, cancellationToken);
        }

        if (seen != ("done", options.Events))
        {
            throw new BrokenRunException($"The replay is {seen.State} and counts {seen.Done} of {options.Events} events.");
        }

        await talk.WriteLineAsync($"faults: The replay is done after {TimeProvider.System.GetElapsedTime(began).TotalSeconds:0} s.");
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
