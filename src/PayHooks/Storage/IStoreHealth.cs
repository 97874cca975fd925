namespace PayHooks.Storage;

/// <summary>A store that knows without a request whether it can be written.</summary>
internal interface IStoreHealth
{
    /// <summary>Why a delivery could not be made durable now; null when nothing speaks against it.</summary>
    string? FindProblem();
}
