using System.Security.Cryptography;
using System.Text;
using PayHooks.Captures;
using PayHooks.Operations.Jobs;
using PayHooks.Tests.Storage;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Operations;

/// <summary>What a capture of rejected deliveries promises on every store.</summary>
public abstract class CaptureContract : StoreContract
{
    private const string Forged = """{"id":"e1","card":"4242424242424242"}""";

    private static readonly TimeSpan TenMinutes = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task A_rejected_delivery_is_kept_with_its_headers_body_and_reason()
    {
        using var bench = new TestBench(Store, []);
        var (capture, key) = await StartAsync(bench);

        await bench.DeliverAsync(Forged, "forged");
        await bench.WriteCapturedAsync();

        var kept = Assert.Single(await ReadAsync(bench, capture, key));
        Assert.Equal((401, "signature_mismatch", "It does not match."), (kept.Status, kept.Reason, kept.Detail));
        Assert.Equal([new CapturedHeader("signature", "forged")], kept.Headers);
        Assert.Equal((Forged, false), (Encoding.UTF8.GetString(kept.Body!.Value.Span), kept.IsBodyCut));
        Assert.Equal(Now, kept.At);
    }

    [Fact]
    public async Task The_store_alone_reveals_nothing_of_a_delivery()
    {
        using var bench = new TestBench(Store, []);
        var (capture, key) = await StartAsync(bench);
        await bench.DeliverAsync(Forged, "forged");
        await bench.WriteCapturedAsync();

        var rows = (await Store.State.ListAsync("capture", null, 100, default))
            .Concat(await Store.State.ListAsync($"capture:{capture.Id}", null, 100, default)).ToArray();
        var other = CaptureEnvelope.CreateKeys().PrivateKey;

        Assert.Equal(2, rows.Length);
        Assert.All(rows, row => Assert.All(
            ["4242", "forged", "mismatch", Convert.ToBase64String(key)],
            text => Assert.DoesNotContain(text, Encoding.Latin1.GetString(row.Value.Span), StringComparison.Ordinal)));
        await Assert.ThrowsAnyAsync<CryptographicException>(() => ReadAsync(bench, capture, other));
        await Assert.ThrowsAnyAsync<CryptographicException>(() => ReadAsync(bench, capture, capture.PublicKey));
    }

    [Fact]
    public async Task What_is_accepted_or_meant_for_another_source_is_not_captured()
    {
        using var bench = new TestBench(
            Store, [], settings: new Dictionary<string, string?>
            {
                ["PayHooks:Sources:other:Provider"] = "test",
                ["PayHooks:Sources:other:Secrets:0"] = "s3cret-two",
            });
        var (capture, key) = await StartAsync(bench);

        await bench.DeliverAsync();
        await bench.DeliverAsync(signature: "forged", source: "other");
        await bench.DeliverAsync(signature: "forged", source: "nobody");
        await bench.WriteCapturedAsync();

        Assert.Empty(await ReadAsync(bench, capture, key));
    }

    [Fact]
    public async Task Without_a_capture_nothing_is_written()
    {
        using var bench = new TestBench(Store, []);

        await bench.DeliverAsync(signature: "forged");
        await bench.WriteCapturedAsync();

        Assert.Empty(await Store.State.ListAsync("capture", null, 100, default));
    }

    [Fact]
    public async Task A_capture_ends_by_itself_and_is_removed_a_minute_later()
    {
        using var bench = new TestBench(Store, []);
        var (capture, key) = await StartAsync(bench);
        await bench.DeliverAsync(signature: "forged");
        await bench.WriteCapturedAsync();
        Assert.Equal(Now + TenMinutes, Assert.Single((await bench.Sources.ReadAsync(default)).Sources).CaptureUntil);

        Store.Time.Advance(TenMinutes);
        await bench.DeliverAsync(signature: "forged");
        await bench.WriteCapturedAsync();
        await bench.Jobs.RunAsync(default);

        // Its owner can still read the last deliveries.
        Assert.Empty(await bench.Captures.ListAsync(default));
        Assert.Single(await ReadAsync(bench, capture, key));
        Assert.Null(Assert.Single((await bench.Sources.ReadAsync(default)).Sources).CaptureUntil);

        Store.Time.Advance(CaptureEndJob.Delay);
        await bench.Jobs.RunAsync(default);

        Assert.Null(await bench.Captures.FindAsync(capture.Id, default));
        Assert.Empty(await Store.State.ListAsync($"capture:{capture.Id}", null, 100, default));
    }

    [Fact]
    public async Task A_stop_removes_the_deliveries_at_once_and_no_more_come()
    {
        using var bench = new TestBench(Store, []);
        var (capture, key) = await StartAsync(bench);
        await bench.DeliverAsync(signature: "forged");
        await bench.WriteCapturedAsync();

        Assert.NotNull(await bench.Captures.StopAsync(capture.Id, default));
        await bench.DeliverAsync(signature: "forged");
        await bench.WriteCapturedAsync();

        Assert.Empty(await ReadAsync(bench, capture, key));
        Assert.Empty(await bench.Captures.ListAsync(default));
        Store.Time.Advance(CaptureEndJob.Delay);
        await bench.Jobs.RunAsync(default);
        Assert.Empty(await Store.State.ListAsync("capture", null, 100, default));
        Assert.Null(await bench.Captures.StopAsync(capture.Id, default));
    }

    [Fact]
    public async Task An_instance_that_has_not_yet_seen_the_stop_keeps_nothing_more()
    {
        using var bench = new TestBench(Store, []);
        using var other = new TestBench(Store, []);
        var (capture, key) = await StartAsync(bench);
        await other.DeliverAsync(signature: "forged");
        await other.WriteCapturedAsync();
        Assert.Single(await ReadAsync(bench, capture, key));

        Assert.NotNull(await bench.Captures.StopAsync(capture.Id, default));
        await other.DeliverAsync(signature: "forged");
        await other.WriteCapturedAsync();

        Assert.Empty(await Store.State.ListAsync($"capture:{capture.Id}", null, 100, default));
    }

    [Fact]
    public async Task A_flood_costs_a_few_deliveries_of_each_reason_in_a_minute()
    {
        using var bench = new TestBench(Store, []);
        var (capture, key) = await StartAsync(bench);

        for (var i = 0; i < 3 * CaptureRecorder.MostOfReason; i++)
        {
            await bench.DeliverAsync(signature: "forged");
        }

        await bench.DeliverAsync(signature: "");
        await bench.WriteCapturedAsync();
        Assert.Equal(
            [.. Enumerable.Repeat("signature_mismatch", CaptureRecorder.MostOfReason), "signature_missing"],
            (await ReadAsync(bench, capture, key)).Select(one => one.Reason));

        Store.Time.Advance(TimeSpan.FromMinutes(1));
        await bench.DeliverAsync(signature: "forged");
        await bench.WriteCapturedAsync();
        Assert.Equal(CaptureRecorder.MostOfReason + 2, (await ReadAsync(bench, capture, key)).Count);
    }

    [Fact]
    public async Task All_instances_capture_and_together_they_keep_no_more_than_the_maximum()
    {
        using var one = new TestBench(Store, []);
        using var other = new TestBench(Store, []);
        var (capture, key) = await StartAsync(one);
        await one.DeliverAsync("""{"id":"e1"}""", "forged");
        await one.WriteCapturedAsync();
        await other.DeliverAsync("""{"id":"e2"}""", "forged");
        await other.WriteCapturedAsync();
        Assert.Equal(
            ["""{"id":"e1"}""", """{"id":"e2"}"""],
            (await ReadAsync(one, capture, key)).Select(kept => Encoding.UTF8.GetString(kept.Body!.Value.Span)));

        var store = new CaptureStore(Store.State);
        for (var number = 2; number < Capture.MostDeliveries; number++)
        {
            Assert.True(await store.AddAsync(capture.Id, number, new byte[] { (byte)number }, default));
        }

        await one.DeliverAsync(signature: "forged");
        await one.WriteCapturedAsync();
        Assert.Equal(
            Capture.MostDeliveries,
            (await Store.State.ListAsync($"capture:{capture.Id}", null, Capture.MostDeliveries + 1, default)).Count);
    }

    [Fact]
    public async Task Another_instance_knows_of_a_capture_within_ten_seconds_and_a_new_process_at_once()
    {
        using var other = new TestBench(Store, []);
        await other.DeliverAsync(signature: "forged");
        using var bench = new TestBench(Store, []);
        var (capture, key) = await StartAsync(bench);

        Store.Time.Advance(TimeSpan.FromSeconds(10));
        await other.DeliverAsync(signature: "forged");
        await other.WriteCapturedAsync();
        using var next = new TestBench(Store, []);
        await next.DeliverAsync(signature: "forged");
        await next.WriteCapturedAsync();

        Assert.Equal(2, (await ReadAsync(bench, capture, key)).Count);
    }

    [Fact]
    public async Task A_large_body_is_kept_as_far_as_there_is_room()
    {
        using var bench = new TestBench(Store, []);
        var (capture, key) = await StartAsync(bench);
        var body = new string('é', Capture.MostBodyBytes);

        await bench.DeliverAsync(body, "forged");
        await bench.WriteCapturedAsync();

        var kept = Assert.Single(await ReadAsync(bench, capture, key));
        Assert.True(kept.IsBodyCut);
        Assert.Equal(Encoding.UTF8.GetBytes(body)[..Capture.MostBodyBytes], kept.Body!.Value.ToArray());
    }

    [Fact]
    public async Task Two_people_capture_the_same_source_each_with_their_own_key()
    {
        using var bench = new TestBench(Store, []);
        var (first, firstKey) = await StartAsync(bench);
        var (second, secondKey) = await StartAsync(bench);

        await bench.DeliverAsync(signature: "forged");
        await bench.WriteCapturedAsync();

        Assert.Single(await ReadAsync(bench, first, firstKey));
        Assert.Single(await ReadAsync(bench, second, secondKey));
        await Assert.ThrowsAnyAsync<CryptographicException>(() => ReadAsync(bench, first, secondKey));
    }

    [Fact]
    public async Task The_number_of_captures_at_a_time_is_limited()
    {
        using var bench = new TestBench(Store, []);
        for (var i = 0; i < Capture.MostAtOnce; i++)
        {
            await StartAsync(bench);
        }

        Assert.Null(await bench.Captures.StartAsync("test", "ada", null, TenMinutes, default));
        Store.Time.Advance(TenMinutes);
        Assert.NotNull(await bench.Captures.StartAsync("test", "ada", null, TenMinutes, default));
    }

    private static async Task<(Capture Capture, byte[] Key)> StartAsync(TestBench bench)
    {
        var started = await bench.Captures.StartAsync("test", "ada", "nothing arrives", TenMinutes, default);
        return started!.Value;
    }

    private static async Task<IReadOnlyList<CapturedDelivery>> ReadAsync(TestBench bench, Capture capture, byte[] key) =>
    [
        .. (await bench.Captures.ListDeliveriesAsync(capture.Id, null, 100, default))
            .Select(one => CapturedDelivery.FromBytes(CaptureEnvelope.Open(key, capture.Id, one.Box.Span))),
    ];
}

public sealed class InMemoryCaptureTests : CaptureContract
{
    private protected override Task<StoreUnderTest> CreateAsync() => InMemoryStoreUnderTest.CreateAsync();
}

public sealed class RocksDbCaptureTests : CaptureContract
{
    [Fact]
    public async Task A_restart_keeps_a_capture()
    {
        var store = (RocksDbStoreUnderTest)Store;
        Capture capture;
        byte[] key;
        using (var before = new TestBench(Store, []))
        {
            (capture, key) = (await before.Captures.StartAsync("test", "ada", null, TimeSpan.FromMinutes(10), default))!.Value;
        }

        await store.ReopenAsync();
        using var bench = new TestBench(Store, []);
        await bench.DeliverAsync(signature: "forged");
        await bench.WriteCapturedAsync();

        var kept = Assert.Single(await bench.Captures.ListDeliveriesAsync(capture.Id, null, 100, default));
        Assert.Equal("signature_mismatch", CapturedDelivery.FromBytes(CaptureEnvelope.Open(key, capture.Id, kept.Box.Span)).Reason);
    }

    private protected override Task<StoreUnderTest> CreateAsync() => RocksDbStoreUnderTest.CreateAsync();
}
