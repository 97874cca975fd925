using PayHooks.Configuration;
using PayHooks.Payments;
using PayHooks.Receiving;
using PayHooks.Registration;
using PayHooks.Storage;
using PayHooks.Verification.Api;

namespace PayHooks.Reconciliation;

/// <summary>
/// Compares what providers' APIs report with what webhooks reported, and enqueues what is missing like a delivery. Everything can be
/// repeated: a run that is killed starts again where the last complete one ended, and enqueues nothing that has arrived since.
/// </summary>
internal sealed class Reconciler(
    SourceCatalog sources, ProviderApiCatalog apis, ReconcileStore store, ReconcileLeases leases, ItemMatcher matcher,
    WindowChoice windows, ApiItemReceiver receiver, IEventQueue queue, IEventLedger ledger, EndpointHealth endpoints, ReconcileLog log,
    TimeProvider time)
{
    /// <summary>
    /// With more messages in the queue, nothing is compared: what waits there looks missing, and would be enqueued again by every run.
    /// </summary>
    public const int MostWaiting = 10_000;

    // A timer on Azure ends after ten minutes at most; the sources that are left come first at the next one.
    private static readonly TimeSpan MostTime = TimeSpan.FromMinutes(5);

    /// <summary>The sources whose API can be used.</summary>
    public IEnumerable<Source> Sources =>
        sources.All.Where(source => source.Provider is not null && apis.Find(source.Settings.Name) is not null);

    /// <summary>Whether any source is reconciled on schedule.</summary>
    public bool HasSchedule => Sources.Any(IsScheduled);

    /// <summary>Runs what is due, one source after the other, and records how far each source is.</summary>
    public async Task RunDueAsync(CancellationToken cancellationToken)
    {
        // Without such a source, not even the store is asked.
        if (!HasSchedule)
        {
            return;
        }

        var began = time.GetTimestamp();
        var states = await store.ListAsync(cancellationToken);
        foreach (var (source, state) in Sources.Where(IsScheduled)
            .Select(source => (Source: source, State: states.GetValueOrDefault(source.Settings.Name, new ReconcileState())))
            .OrderBy(one => one.State.LastRunAt ?? DateTimeOffset.MinValue))
        {
            var name = source.Settings.Name;
            try
            {
                if (time.GetElapsedTime(began) < MostTime && state.IsDue(source.Settings.Api!, time.GetUtcNow()))
                {
                    await RunAsync(name, new ReconcileRequest(), isScheduled: true, cancellationToken);
                }

                await SampleAsync(name, cancellationToken);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                log.Failed(name, e);
            }
        }
    }

    /// <summary>Runs at once, if nothing speaks against it.</summary>
    /// <param name="name">The source.</param>
    /// <param name="request">What to compare.</param>
    /// <param name="cancellationToken">Cancels the run; it is then repeated.</param>
    public Task<ReconcileAnswer> RunAsync(string name, ReconcileRequest request, CancellationToken cancellationToken) =>
        RunAsync(name, request, isScheduled: false, cancellationToken);

    /// <summary>How far the sources are, and their last runs.</summary>
    public async Task<ReconcileStatuses> ReadAsync(CancellationToken cancellationToken)
    {
        List<ReconcileStatus> statuses = [];
        foreach (var source in Sources.OrderBy(source => source.Settings.Name, StringComparer.Ordinal))
        {
            var name = source.Settings.Name;
            var (state, _) = await store.FindAsync(name, cancellationToken);
            statuses.Add(new ReconcileStatus
            {
                Source = name,
                Every = IsScheduled(source) ? source.Settings.Api!.Every : null,
                Watermark = state.Watermark?.UtcDateTime,
                RetryAt = state.IsWaiting(source.Settings.Api!, time.GetUtcNow()) ? state.RetryAt?.UtcDateTime : null,
                Problem = state.Problem,
                Runs = await store.ListRunsAsync(name, cancellationToken),
            });
        }

        return new ReconcileStatuses(statuses);
    }

    private bool IsScheduled(Source source) =>
        source.Settings.Api!.Every > TimeSpan.Zero && apis.Find(source.Settings.Name) is { } api
        && (api.Capabilities.Lists || api.Redelivery is not null);

    private async Task<ReconcileAnswer> RunAsync(
        string name, ReconcileRequest request, bool isScheduled, CancellationToken cancellationToken)
    {
        if (sources.Find(name) is not { } source)
        {
            return new ReconcileAnswer(null, ReconcileRefusal.UnknownSource, $"No source is named '{name}'.");
        }

        name = source.Settings.Name;
        var api = apis.Find(name);
        var limits = await windows.LimitsOfAsync(name, api is not null && WindowChoice.IsOfDeliveries(request, api), cancellationToken);
        if (RequestCheck.Check(source, api, request, limits, time.GetUtcNow()) is { } refused)
        {
            return refused;
        }

        if (await queue.CountAsync(cancellationToken) is > MostWaiting and var waiting)
        {
            return new ReconcileAnswer(
                null, ReconcileRefusal.Waiting,
                $"{waiting} messages are in the queue, and what waits there would look missing. Try again when they have been processed.");
        }

        await using var lease = await leases.TakeAsync(name, cancellationToken);
        if (lease is null)
        {
            return new ReconcileAnswer(
                null, ReconcileRefusal.Busy, $"The source '{name}' is being reconciled right now. Try again in a few minutes.");
        }

        var (state, tag) = await store.FindAsync(name, cancellationToken);
        if (isScheduled
            ? !state.IsDue(source.Settings.Api!, time.GetUtcNow())
            : !state.IsRefused && state.IsWaiting(source.Settings.Api!, time.GetUtcNow()))
        {
            return new ReconcileAnswer(
                null, ReconcileRefusal.Waiting, $"The provider asked to wait until {state.RetryAt?.UtcDateTime:u}. Try again then.");
        }

        var run = await RunAsync(source, request, (state, tag), limits, lease, cancellationToken);
        return new ReconcileAnswer(run);
    }

    private async Task<ReconcileRun> RunAsync(
        Source source, ReconcileRequest request, (ReconcileState State, string? Tag) stored, WindowLimits limits, ReconcileLease lease,
        CancellationToken cancellationToken)
    {
        var (name, api, settings) = (source.Settings.Name, apis.Find(source.Settings.Name)!, source.Settings.Api!);
        var (state, started) = (stored.State, time.GetUtcNow());
        var (tally, requests, modes) = (new RunTally(), new ApiRequests(name, time), new ModeGuard(ledger, source, time));
        var pass = new SourcePass(source, api, matcher, modes, receiver, tally, requests, time, request)
        {
            Unsubscribed = await endpoints.UnsubscribedAsync(name, cancellationToken),
        };
        var progress = WindowChoice.Of(request, state, api.Capabilities, limits, started);
        var redelivers = WindowChoice.IsOfDeliveries(request, api);
        var end = progress is null
            ? await FindAsync(pass, name, request.Payment!, cancellationToken)
            : progress.Window.From >= progress.Window.Until
                ? new PassEnd { IsComplete = true }
                : redelivers
                    ? await new RedeliveryPass(source, api, matcher, tally, requests, time, request).RunAsync(
                        progress.Window, lease.RenewAsync, cancellationToken)
                    : await pass.ListAsync(progress, lease.RenewAsync, cancellationToken);

        // Only a list that was read from its first page on says what it lacks, and a key of another mode knows no payment of this one.
        var isWrongMode = tally is { OtherMode: > 0, Checked: 0 };
        var extras = new PassEnd { IsComplete = true };
        if (end.IsComplete && !isWrongMode && !redelivers && progress is { Cursor: null } && api.Capabilities.IsComplete)
        {
            var lacking = await new ExtraPayments(ledger, matcher, time).FindAsync(
                name, progress.Window, pass.Listed, modes, cancellationToken);
            extras = await pass.CheckAsync(lacking, lease.RenewAsync, cancellationToken);
            end = extras.IsSuperseded ? extras : end;
        }

        var problem = isWrongMode
            ? ReconcileProblem.WrongMode(tally.OtherMode, name)
            : ReconcileProblem.Of(end) ?? ReconcileProblem.Of(extras);

        // Scheduled runs of an API with a list only list.
        var isBesideList = api.Capabilities.Lists && (redelivers || request.Payment is not null);
        var now = time.GetUtcNow();
        var next = isBesideList ? NextState.AfterOthers(state, end, settings, now)
            : NextState.AfterOthers(
                NextState.After(state, end, settings, isWrongMode ? problem : null, now), extras, settings, now);
        next = next with { Runs = state.Runs + 1 };
        if (request.IsNext)
        {
            next = NextState.Moved(next, progress!.Window, end, isWrongMode, started);
        }

        // Written last: whatever happens before, the next run repeats this one.
        if (!end.IsSuperseded && !await store.WriteAsync(name, next, stored.Tag, cancellationToken))
        {
            end = new PassEnd { IsSuperseded = true };
            problem = ReconcileProblem.Of(end);
        }

        var run = tally.AddTo(new ReconcileRun
        {
            Source = name,
            Number = next.Runs,
            StartedAt = started.UtcDateTime,
            EndedAt = time.GetUtcNow().UtcDateTime,
            Since = progress?.Window.Start.UtcDateTime,
            Until = progress?.Window.Until.UtcDateTime,
            Payment = request.Payment,
            DryRun = request.DryRun,
            Deep = progress?.Window.IsDeep == true,
            Redelivery = redelivers,
            Requests = requests.Count,
            Complete = end.IsComplete && extras.IsComplete && !isWrongMode,
            Problem = problem,
        });
        ReconcileTelemetry.Ended(run);
        log.Report(run);
        if (!end.IsSuperseded)
        {
            await store.AddAsync(run, cancellationToken);
        }

        return run;
    }

    private async Task<PassEnd> FindAsync(SourcePass pass, string source, string id, CancellationToken cancellationToken)
    {
        ApiLookup? stored = null;
        foreach (var mode in SubjectKey.Modes)
        {
            stored ??= await matcher.FindPaymentAsync(new SubjectKey(source, SubjectKind.Payment, mode, id), cancellationToken);
        }

        return await pass.FindAsync(
            stored ?? new ApiLookup(new Subject(SubjectKind.Payment, id)), isStored: stored is not null, cancellationToken);
    }

    private async ValueTask SampleAsync(string name, CancellationToken cancellationToken)
    {
        var (state, _) = await store.FindAsync(name, cancellationToken);
        var since = state.Watermark ?? (await windows.LimitsOfAsync(name, isOfDeliveries: false, cancellationToken)).FirstSeenAt;
        ReconcileTelemetry.Sampled(name, time.GetUtcNow() - since);
    }
}
