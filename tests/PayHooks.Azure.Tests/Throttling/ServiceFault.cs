namespace PayHooks.Azure.Tests.Throttling;

/// <summary>How the storage service treats one request. The SDK sends each request at most twice.</summary>
public enum ServiceFault
{
    /// <summary>503 ServerBusy to the first attempt.</summary>
    BusyOnce,

    /// <summary>503 ServerBusy to both attempts.</summary>
    Busy,

    /// <summary>429 with Retry-After to both attempts.</summary>
    TooManyRequests,

    /// <summary>The request is carried out late.</summary>
    Slow,

    /// <summary>409 TableBeingDeleted; requests to queues and blobs are carried out.</summary>
    TableBeingDeleted,

    /// <summary>The first attempt is carried out and its response lost, so that the SDK repeats what has happened.</summary>
    ResponseLostOnce,

    /// <summary>Both attempts are carried out and their responses lost.</summary>
    ResponseLost,
}
