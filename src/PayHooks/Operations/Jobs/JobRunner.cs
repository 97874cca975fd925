using PayHooks.Scheduling;
using PayHooks.Storage;

namespace PayHooks.Operations.Jobs;

/// <summary>Works on the jobs, on one instance at a time.</summary>
internal sealed class JobRunner(IEnumerable<IJob> jobs, IStateStore store, TimeProvider time) : IDisposable
{
    /// <summary>How long the lease lasts: after a kill, another process continues so much later.</summary>
    public static readonly TimeSpan LeaseLength = TimeSpan.FromSeconds(20);

    private readonly IJob[] jobs = [.. jobs];
    private readonly SemaphoreSlim working = new(1);

    /// <summary>Works until nothing is left, or another instance does it.</summary>
    /// <exception cref="Exception">At least one job failed, after the others have done their work; the next call continues.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // A timer of the same process may be at it.
        if (!await working.WaitAsync(TimeSpan.Zero, cancellationToken))
        {
            return;
        }

        try
        {
            await WorkAsync(cancellationToken);
        }
        finally
        {
            working.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => working.Dispose();

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        List<Exception> errors = [];
        List<IJob> open = [];
        foreach (var job in jobs)
        {
            if (await TryAsync(job.HasWorkAsync, errors, cancellationToken))
            {
                open.Add(job);
            }
        }

        if (open.Count > 0)
        {
            await WorkAsync(open, errors, cancellationToken);
        }

        if (errors.Count > 0)
        {
            throw errors.Count == 1 ? errors[0] : new AggregateException(errors);
        }
    }

    private async Task WorkAsync(List<IJob> open, List<Exception> errors, CancellationToken cancellationToken)
    {
        await using var lease = await SharedLease.TakeAsync(store, "jobs", LeaseLength, time, cancellationToken);

        // In turn, so that a long job does not hold up the others.
        while (open.Count > 0 && lease is not null && await lease.RenewAsync(cancellationToken))
        {
            foreach (var job in open.ToArray())
            {
                if (!await TryAsync(job.StepAsync, errors, cancellationToken))
                {
                    open.Remove(job);
                }
            }
        }
    }

    // A job that fails must not keep the others from their work; it continues with the next call.
    private static async ValueTask<bool> TryAsync(
        Func<CancellationToken, ValueTask<bool>> work, List<Exception> errors, CancellationToken cancellationToken)
    {
        try
        {
            return await work(cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            errors.Add(e);
            return false;
        }
    }
}
