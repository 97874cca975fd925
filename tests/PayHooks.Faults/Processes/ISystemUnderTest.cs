using PayHooks.Faults.Proof;

namespace PayHooks.Faults.Processes;

/// <summary>A host of PayHooks on a store that outlives it.</summary>
internal interface ISystemUnderTest : IAsyncDisposable
{
    /// <summary>Without any effect and any change of the queue for so long, nothing more will happen.</summary>
    TimeSpan LongestSilence { get; }

    /// <summary>Starts the host's process on the store, as it was left.</summary>
    /// <param name="target">What it forwards to.</param>
    ChildProcess StartServer(Uri target);

    /// <summary>The second list, read from the store after the host has stopped.</summary>
    Task<LedgerView> ReadLedgerAsync(CancellationToken cancellationToken);
}
