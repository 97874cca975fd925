namespace PayHooks.Storage;

/// <summary>A store that can report without I/O whether it is writable.</summary>
internal interface IStoreHealth
{
    /// <summary>Why a delivery cannot be written durably now; null if the store is healthy.</summary>
    string? FindProblem();
}
