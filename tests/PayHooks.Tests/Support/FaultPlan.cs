namespace PayHooks.Tests.Support;

/// <summary>What a fault does to the call it hits.</summary>
public enum Fault
{
    /// <summary>The call fails and nothing was written.</summary>
    Refuses,

    /// <summary>The call was carried out and its answer is lost.</summary>
    LosesTheAnswer,

    /// <summary>The call never answers, and nothing was written.</summary>
    Hangs,

    /// <summary>The call was carried out and never answers.</summary>
    HangsAfterwards,

    /// <summary>This and the next calls fail, longer than anybody tries again.</summary>
    IsAway,

    /// <summary>The process dies before the call: this and every later call of it fails.</summary>
    DiesBefore,

    /// <summary>The process dies after the call was carried out.</summary>
    DiesAfter,
}

/// <summary>Counts the calls of all ports and strikes at one of them.</summary>
public sealed class FaultPlan(int strikeAt, Fault fault)
{
    // More than the tries of one write, the release of its claim and the put-back of its message together.
    private const int CallsAway = 8;

    private int calls;

    public static FaultPlan None => new(-1, Fault.Refuses);

    public int Calls => calls;

    public bool Strikes => strikeAt > 0;

    public bool IsDead { get; private set; }

    /// <summary>Whether a call waits for nothing but its time limit.</summary>
    public bool IsHanging { get; private set; }

    /// <summary>Whether the struck call had no limit, so that it would have waited for ever.</summary>
    public bool WaitsForEver { get; private set; }

    /// <summary>Kills the process: every later call of it fails.</summary>
    public void Kill() => IsDead = true;

    public async ValueTask<T> CallAsync<T>(Func<ValueTask<T>> call, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(IsDead, this);
        var number = Interlocked.Increment(ref calls);
        if (!Strikes || number < strikeAt || number >= strikeAt + (fault == Fault.IsAway ? CallsAway : 1))
        {
            return await call();
        }

        IsDead = fault is Fault.DiesBefore or Fault.DiesAfter;
        if (fault is Fault.LosesTheAnswer or Fault.DiesAfter or Fault.HangsAfterwards)
        {
            await call();
        }

        if (fault is Fault.Hangs or Fault.HangsAfterwards)
        {
            await HangAsync(cancellationToken);
        }

        throw new IOException($"Fault at call {strikeAt}: {fault}.");
    }

    public async ValueTask CallAsync(Func<ValueTask> call, CancellationToken cancellationToken) => await CallAsync(
        async () =>
        {
            await call();
            return true;
        },
        cancellationToken);

    private async Task HangAsync(CancellationToken cancellationToken)
    {
        WaitsForEver = !cancellationToken.CanBeCanceled;
        if (WaitsForEver)
        {
            return;
        }

        // No longer from the very moment on in which the limit ends: who moves the clock must not go on moving it.
        IsHanging = true;
        await using var ended = cancellationToken.UnsafeRegister(_ => IsHanging = false, null);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
    }
}
