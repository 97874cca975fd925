using System.Globalization;
using PayHooks.Tests.Storage;
using Xunit.Abstractions;

namespace PayHooks.Tests.Processing.Model;

/// <summary>
/// The ledger protocol under a model checker: three workers with clocks that are up to half a minute wrong, repeated and
/// concurrent deliveries, retries, replays, leases that run out, lost answers, stalls, crashes, stops. With
/// <c>PAYHOOKS_MODEL_RUNS=N</c> it makes N runs from a seed of the day instead of the same few every time.
/// </summary>
public abstract class LedgerModelContract(ITestOutputHelper output)
{
    private const string Variable = "PAYHOOKS_MODEL_RUNS";

    /// <summary>How many runs take about a second or two on this store.</summary>
    protected abstract int Runs { get; }

    private protected abstract Task<StoreUnderTest> CreateStoreAsync();

    [Fact]
    public async Task The_protocol_holds_whatever_happens_in_whatever_order()
    {
        var (first, count) = int.TryParse(Environment.GetEnvironmentVariable(Variable), CultureInfo.InvariantCulture, out var wanted)
            ? (Random.Shared.Next(int.MaxValue / 2), wanted)
            : (1, Runs);
        output.WriteLine($"Seeds {first} to {first + count - 1}");
        await using var store = await CreateStoreAsync();

        // Away from the test's own context, so that the simulation alone decides what goes on.
        var failure = await Task.Run(() => new ModelCheck(store.Ledger, store.Subjects).Find(first, count));

        Assert.True(failure is null, failure);
    }
}

public sealed class InMemoryLedgerModelTests(ITestOutputHelper output) : LedgerModelContract(output)
{
    protected override int Runs => 200;

    private protected override Task<StoreUnderTest> CreateStoreAsync() => InMemoryStoreUnderTest.CreateAsync();
}

public sealed class RocksDbLedgerModelTests(ITestOutputHelper output) : LedgerModelContract(output)
{
    protected override int Runs => 50;

    private protected override Task<StoreUnderTest> CreateStoreAsync() => RocksDbStoreUnderTest.CreateAsync();
}
