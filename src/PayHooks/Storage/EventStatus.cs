namespace PayHooks.Storage;

/// <summary>The status of an event.</summary>
internal enum EventStatus
{
    /// <summary>A claim is held, or was held by a process that died; handlers run or will be resumed.</summary>
    Processing = 0,

    /// <summary>An attempt failed; a retry waits in the queue.</summary>
    Retrying = 1,

    /// <summary>Every matching handler has finished.</summary>
    Completed = 2,

    /// <summary>The last attempt failed; the event waits for a replay.</summary>
    Dead = 3,

    /// <summary>Its source or a handler is paused; it is requeued when that resumes.</summary>
    Paused = 4,
}
