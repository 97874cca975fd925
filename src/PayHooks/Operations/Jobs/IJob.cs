namespace PayHooks.Operations.Jobs;

/// <summary>Background work that is kept among the shared rows: it survives a restart, and any instance can continue it.</summary>
internal interface IJob
{
    /// <summary>Whether there is work.</summary>
    ValueTask<bool> HasWorkAsync(CancellationToken cancellationToken);

    /// <summary>Does some seconds of work and records how far it has come. Repeating what was not recorded is harmless.</summary>
    /// <returns>Whether more is left.</returns>
    ValueTask<bool> StepAsync(CancellationToken cancellationToken);
}
