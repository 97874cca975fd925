using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;
using PayHooks.Captures;
using PayHooks.Configuration;
using PayHooks.Confirmation;
using PayHooks.Notifications;
using PayHooks.Operations;
using PayHooks.Operations.Jobs;
using PayHooks.Pauses;
using PayHooks.Payments;
using PayHooks.Processing;
using PayHooks.Processing.Handlers;
using PayHooks.Receiving;
using PayHooks.Reconciliation;
using PayHooks.Storage;
using PayHooks.Tests.Storage;
using PayHooks.Verification;
using PayHooks.Verification.Api;

namespace PayHooks.Tests.Support;

/// <summary>
/// The whole of PayHooks over a store under test, without a host: deliver, then work until the queue is empty, with the
/// clock moved as far as it takes. A new bench over the same store is a new process.
/// </summary>
internal sealed class TestBench : IDisposable
{
    // The longest pause before a store is asked again.
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ServiceProvider services;
    private readonly IMessageSource messages;

    public TestBench(
        StoreUnderTest store, IEnumerable<HandlerRegistration> handlers, FaultPlan? faults = null,
        IReadOnlyDictionary<string, string?>? settings = null, IBodyStore? bodies = null,
        int? maxTextBytes = null, Func<StorePorts, StorePorts>? rewire = null, ProviderRegistry? providers = null,
        IGuardQueue? guards = null, IProviderApi? api = null, ApiSettings? apiSettings = null)
    {
        Store = store;
        Faults = faults ?? FaultPlan.None;
        var ports = new StorePorts(
            new FaultyQueue(store.Queue, Faults, maxTextBytes), new FaultySource(store.Source, Faults),
                new FaultyLedger(store.Ledger, Faults));
        ports = rewire?.Invoke(ports) ?? ports;
        messages = ports.Source;
        MovesClock = Faults.Strikes;
        var configuration = new ConfigurationBuilder()
            .Add(new Values(new()
            {
                ["PayHooks:Sources:test:Secrets:0"] = "s3cret-one",
            }))
            .Add(new Values(settings?.ToDictionary() ?? []))
            .Build();
        var collection = new ServiceCollection();
        collection.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Log));
        collection.AddSingleton<TimeProvider>(store.Time);
        collection.AddSingleton(ports.Queue);
        collection.AddSingleton(ports.Ledger);
        collection.AddSingleton<ISubjectStore>(new FaultySubjectStore(store.Subjects, Faults));
        collection.AddSingleton(store.SourceActivity);
        collection.AddSingleton<IStateStore>(new FaultyStateStore(store.State, Faults));
        collection.AddSingleton(store.Rejections);
        collection.AddSingleton(store.Audit);
        if (guards is not null)
        {
            collection.AddSingleton(guards);
        }

        if (bodies is not null)
        {
            collection.AddSingleton<IBodyStore>(new FaultyBodyStore(bodies, Faults));
        }

        providers ??= api is null ? TestProvider.Registry : TestProvider.RegistryWith(api);
        var builder = collection.AddPayHooks(configuration, providers);
        apiSettings ??= api is null ? null : new ApiSettings { Key = "api-key" };
        if (apiSettings is not null)
        {
            var read = SettingsReader.Read(configuration, providers);
            collection.AddSingleton(read with { Sources = [.. read.Sources.Select(source => source with { Api = apiSettings })] });
        }

        foreach (var handler in handlers)
        {
            builder.Handle(handler);
        }

        services = collection.BuildServiceProvider();
        Assert.Empty(Options.Errors);
    }

    public StoreUnderTest Store { get; }

    public FaultPlan Faults { get; }

    /// <summary>Whether the clock runs while a message is worked on: needed where a store fails, and a nuisance where times are
    /// checked.</summary>
    public bool MovesClock { get; init; }

    public LogSink Log { get; } = new();

    public List<ProcessResult> Results { get; } = [];

    public EventOperations Operations => services.GetRequiredService<EventOperations>();

    public PaymentErasure Payments => services.GetRequiredService<PaymentErasure>();

    public PaymentQueries PaymentQueries => services.GetRequiredService<PaymentQueries>();

    public EventSearch Search => services.GetRequiredService<EventSearch>();

    public EventErasure Erasure => services.GetRequiredService<EventErasure>();

    public CaptureOperations Captures => services.GetRequiredService<CaptureOperations>();

    /// <summary>Stores the captured deliveries, which a host does in the background.</summary>
    public Task WriteCapturedAsync() => services.GetRequiredService<CaptureRecorder>().WriteWaitingAsync();

    public PauseOperations Pauses => services.GetRequiredService<PauseOperations>();

    /// <summary>The jobs, which a host works on in the background.</summary>
    public JobRunner Jobs => services.GetRequiredService<JobRunner>();

    /// <summary>Reads the pauses, as a process does at most every ten seconds, so that the next event need not.</summary>
    public async Task ReadPausesAsync() => await services.GetRequiredService<PauseCache>().HoldAsync("", [], CancellationToken.None);

    public NoticeFinder Notices => services.GetRequiredService<NoticeFinder>();

    public ReplayJobs Replays => services.GetRequiredService<ReplayJobs>();

    public SourceCatalog Catalog => services.GetRequiredService<SourceCatalog>();

    public PayHooksOptions Options => services.GetRequiredService<PayHooksOptions>();

    public SourceReport Sources => services.GetRequiredService<SourceReport>();

    public RejectedDeliveries Rejected => services.GetRequiredService<RejectedDeliveries>();

    public PayHooks.Registration.EndpointHealth Endpoints => services.GetRequiredService<PayHooks.Registration.EndpointHealth>();

    public Reconciler Reconciler => services.GetRequiredService<Reconciler>();

    public Overview Overview => services.GetRequiredService<Overview>();

    /// <summary>Asks about open payments that are due, as a server does every few seconds.</summary>
    public async Task<int> AskOpenPaymentsAsync()
    {
        var asking = services.GetRequiredService<OpenPaymentAsker>().RunAsync(CancellationToken.None);
        await MoveClockAsync(asking);
        return await asking;
    }

    /// <summary>What asks about open payments in a server; not started.</summary>
    public OpenPaymentService CreateOpenPaymentService() => ActivatorUtilities.CreateInstance<OpenPaymentService>(services);

    public EventProcessor Processor => services.GetRequiredService<EventProcessor>();

    /// <summary>What watches the store, as a process that starts now has it.</summary>
    public StoreMonitor Watch(ILogger<StoreMonitor> logger) => ActivatorUtilities.CreateInstance<StoreMonitor>(services, logger);

    /// <summary>Writes what this process has seen, as one that stops does.</summary>
    public async Task StopAsync() => await Activity.WriteAsync(all: true, CancellationToken.None);

    /// <summary>Writes what is due, as a process does every few seconds.</summary>
    public async Task WriteActivityAsync() => await Activity.WriteAsync(all: false, CancellationToken.None);

    private ActivityWriter Activity => services.GetRequiredService<ActivityWriter>();

    public static string IdOf(string eventId) => EventIds.Create("test", eventId);

    public async Task<ReceiveResult> DeliverAsync(
        string body = """{"id":"e1"}""", string signature = "s3cret-one", string source = "test", string? eventIdHeader = null,
        CancellationToken cancellationToken = default)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var receiving = services.GetRequiredService<WebhookReceiver>().ReceiveAsync(
            new ReceiveRequest
            {
                Source = source,
                Header = name => name switch
                {
                    "signature" => new StringValues(signature),
                    "event-id" => new StringValues(eventIdHeader),
                    _ => StringValues.Empty,
                },
                AllHeaders = [new("signature", signature)],
                Body = new MemoryStream(bytes),
                ContentLength = bytes.Length,
            },
            cancellationToken).AsTask();
        await MoveClockAsync(receiving);
        return await receiving;
    }

    /// <summary>What a provider's API would say, in place of it.</summary>
    public async Task ReportAsync(string item) => await services.GetRequiredService<ApiItemReceiver>().EnqueueAsync(
        services.GetRequiredService<SourceCatalog>().Find("test")!, new ApiItem(Encoding.UTF8.GetBytes(item)), identity: null,
        CancellationToken.None);

    /// <summary>Takes what is due now and works on it, once.</summary>
    public async Task<ProcessResult?> StepAsync(CancellationToken stopping = default) =>
        await TakeAsync(1) is [{ } message] ? await WorkAsync(message, stopping) : null;

    /// <summary>Takes what is due now.</summary>
    public async Task<IReadOnlyList<TakenMessage>> TakeAsync(int most)
    {
        using var noMore = new CancellationTokenSource();
        var taking = messages.TakeAsync(most, noMore.Token).AsTask();
        while (await Task.WhenAny(taking, Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, CancellationToken.None)) != taking)
        {
            if (Store.Time.Waiting > 0 || await Store.Queue.CountAsync(CancellationToken.None) == 0)
            {
                await noMore.CancelAsync();
                break;
            }
        }

        // What was taken in the last moment has to be worked on: nobody else will see it.
        await Task.WhenAny(taking);
        return taking.IsCanceled ? [] : await taking;
    }

    /// <summary>Works on a message and ends it.</summary>
    public async Task<ProcessResult> WorkAsync(TakenMessage message, CancellationToken stopping = default)
    {
        var processing = Processor.ProcessAsync(message, stopping);
        await MoveClockAsync(processing);
        var result = await processing;
        lock (Results)
        {
            Results.Add(result);
        }

        await EndAsync(message, result);
        return result;
    }

    /// <summary>Works until nothing is left, moving the clock to whatever is due next.</summary>
    public async Task WorkUntilEmptyAsync(int mostMessages = 200)
    {
        var step = TimeSpan.FromSeconds(1);
        for (var worked = 0; await Store.Queue.CountAsync(CancellationToken.None) > 0;)
        {
            if (await StepAsync() is null)
            {
                Store.Time.Advance(step);
                step = TimeSpan.FromSeconds(Math.Min(step.TotalSeconds * 2, 600));
                continue;
            }

            step = TimeSpan.FromSeconds(1);
            Assert.True(++worked <= mostMessages, $"Still not done after {worked} messages.");
        }
    }

    public async Task<EventRecord> RecordAsync(string eventId = "e1")
    {
        var record = await Store.Ledger.FindAsync(IdOf(eventId), CancellationToken.None);
        Assert.NotNull(record);
        return record;
    }

    public void Dispose() => services.Dispose();

    // As the pump does: again until it succeeds. The message of a process that died comes back as the queue sees fit.
    private async Task EndAsync(TakenMessage message, ProcessResult result)
    {
        for (var isEnded = false; !isEnded && !Faults.IsDead;)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10), Store.Time);
            var ending = result.CompleteMessage
                ? messages.DeleteAsync(message, limit.Token).AsTask()
                : messages.ReturnAsync(message, result.ReturnAfter, limit.Token).AsTask();
            await MoveClockAsync(ending);
            isEnded = ending.IsCompletedSuccessfully;
        }

        if (Faults.IsDead)
        {
            await Store.Source.ReturnAsync(message, TimeSpan.Zero, CancellationToken.None);
        }
    }

    // After a fault the work waits for its second try, on this clock; a call that hangs waits for its limit. Nothing else is
    // hurried: a slow store must not look like one that hangs.
    private async Task MoveClockAsync(Task work)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (MovesClock && !work.IsCompleted && !patience.IsCancellationRequested)
        {
            if (Faults.IsHanging || Store.Time.Waits(length => length <= LongestPause))
            {
                Store.Time.Advance(TimeSpan.FromSeconds(1));
            }

            await Task.WhenAny(work, Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System));
        }

        await Task.WhenAny(work, Task.Delay(Patience, TimeProvider.System));
        Assert.True(work.IsCompleted, "The work never ends.");
    }

    private sealed class Values(Dictionary<string, string?> values) : IConfigurationSource
    {
        public IConfigurationProvider Build(IConfigurationBuilder builder) => new Provider(values);

        private sealed class Provider : ConfigurationProvider
        {
            public Provider(Dictionary<string, string?> values)
            {
                foreach (var (key, value) in values)
                {
                    Data[key] = value;
                }
            }
        }
    }
}
