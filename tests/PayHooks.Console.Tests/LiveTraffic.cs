namespace PayHooks.Console.Tests;

/// <summary>Deliveries that go on coming while the tests run, ten a second.</summary>
internal sealed class LiveTraffic : IAsyncDisposable
{
    public const string Source = "traffic";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly CancellationTokenSource stop = new();
    private readonly Task sending;

    public LiveTraffic(Sender sender) => sending = SendAsync(sender);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await sending;
        stop.Dispose();
    }

    private async Task SendAsync(Sender sender)
    {
        using var timer = new PeriodicTimer(Pause);
        try
        {
            for (var number = 0; await timer.WaitForNextTickAsync(stop.Token); number++)
            {
                await sender.DeliverAsync(Source,
                    Sender.Body($"traffic-{number}", amount: $"{number % 900 + 1}.00", resource: $"pay_{number:d6}"));
            }
        }
        catch (OperationCanceledException)
        {
            // The tests are over.
        }
    }
}
