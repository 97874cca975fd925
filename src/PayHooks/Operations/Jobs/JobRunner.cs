namespace PayHooks.Operations.Jobs;

/// <summary>Works on the jobs, on one instance at a time.</summary>
internal sealed class JobRunner(IEnumerable<IJob> jobs, JobLease lease) : IDisposable
{
    private readonly IJob[] jobs = [.. jobs];
    private readonly SemaphoreSlim working = new(1);

    /// <summary>Works until nothing is left, or another instance does it.</summary>
    /// <exception cref="Exception">The store cannot be used; the next call continues.</exception>
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
        List<IJob> open = [];
        foreach (var job in jobs)
        {
            if (await job.HasWorkAsync(cancellationToken))
            {
                open.Add(job);
            }
        }

        if (open.Count == 0)
        {
            return;
        }

        try
        {
            // In turn, so that a long job does not hold up the others.
            while (open.Count > 0 && await lease.HoldAsync(cancellationToken))
            {
                foreach (var job in open.ToArray())
                {
                    if (!await job.StepAsync(cancellationToken))
                    {
                        open.Remove(job);
                    }
                }
            }
        }
        finally
        {
            await lease.ReleaseAsync(CancellationToken.None);
        }
    }
}
