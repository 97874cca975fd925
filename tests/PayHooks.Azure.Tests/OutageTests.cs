using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using PayHooks.AzureStorage;
using PayHooks.Payments;
using PayHooks.Storage;
using PayHooks.Storage.InMemory;
using PayHooks.Tests.Storage;
using PayHooks.Tests.Support;

namespace PayHooks.Azure.Tests;

/// <summary>An account that refuses connections, and one that takes them and never answers.</summary>
public sealed class OutageTests : IDisposable
{
    private readonly TcpListener silent = new(IPAddress.Loopback, 0);

    public OutageTests() => silent.Start();

    public void Dispose() => silent.Dispose();

    [Theory]
    [InlineData(true, 100)]
    [InlineData(true, 200_000)]
    [InlineData(false, 100)]
    [InlineData(false, 200_000)]
    public async Task A_delivery_is_answered_503_within_the_ack_timeout(bool hangs, int length)
    {
        var store = new Unreachable(Clients(hangs));
        using var bench = new TestBench(store, [], bodies: store.Bodies);
        var watch = Stopwatch.StartNew();

        var answer = await bench.DeliverAsync($$"""{"id":"e1","pad":"{{new string('x', length)}}"}""");

        Assert.Equal(503, answer.StatusCode);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(4), $"It took {watch.Elapsed}.");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_ledger_that_is_not_reached_fails_in_time(bool hangs)
    {
        var ledger = new Unreachable(Clients(hangs)).Ledger;
        var key = Samples.Record(1, default).Key;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(3));
        var watch = Stopwatch.StartNew();

        await Assert.ThrowsAnyAsync<Exception>(() =>
            ledger.ApplyAsync(key, _ => new LedgerDecision<bool>(true), null, limit.Token).AsTask());

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"It took {watch.Elapsed}.");
    }

    [Fact]
    public async Task A_start_without_the_account_names_the_setting_and_the_mend()
    {
        var error = await Assert.ThrowsAsync<AzureStoreException>(() =>
            Initializer().StartAsync(CancellationToken.None));

        Assert.Contains("PayHooksStorage", error.Message, StringComparison.Ordinal);
        Assert.Contains("does not answer: check the name, the network, and locally whether Azurite runs", error.Message,
            StringComparison.Ordinal);
    }

    private StorageInitializer Initializer()
    {
        var clients = Clients(hangs: false);
        return new StorageInitializer(
            clients, new EventQueues(clients, 1), new DayTables(clients, AzureStoreUnderTest.OptionsOf(TimeProvider.System)));
    }

    private AzureStoreClients Clients(bool hangs)
    {
        // A port that was free a moment ago refuses.
        var port = ((IPEndPoint)silent.LocalEndpoint).Port;
        if (!hangs)
        {
            silent.Stop();
        }

        var address = $"http://127.0.0.1:{port}";
        return AzureStoreClients.Create(Azurite.Connect(Azurite.StringFor(address, address, address)));
    }

    private sealed class Unreachable(AzureStoreClients clients) : StoreUnderTest
    {
        private static readonly AzureLedgerOptions Settings = AzureStoreUnderTest.OptionsOf(TimeProvider.System);

        public override IEventQueue Queue { get; } = new AzureEventQueue(new EventQueues(clients, 1));

        public override IMessageSource Source { get; } = new InMemoryEventQueue(TimeProvider.System);

        public override IEventLedger Ledger { get; } = new AzureEventLedger(
            clients, new AzureBodyStore(clients), new DayTables(clients, Settings), Settings);

        public override ISubjectStore Subjects { get; } = new AzureSubjectStore(clients, Settings);

        public override IBodyStore Bodies { get; } = new AzureBodyStore(clients);
    }
}
