using Azure;
using Azure.Data.Tables.Models;

namespace PayHooks.AzureStorage;

/// <summary>What an exception of the storage SDK means for a write.</summary>
internal static class StorageFault
{
    /// <summary>Somebody else wrote first: the entity exists already, changed since it was read, or went away.</summary>
    public static bool IsConflict(RequestFailedException fault) =>
        fault.Status == 412
        || (fault.Status == 409 && fault.ErrorCode == TableErrorCode.EntityAlreadyExists)
        || IsEntityMissing(fault);

    /// <summary>The entity is not there; a missing table is another matter.</summary>
    public static bool IsEntityMissing(RequestFailedException fault) =>
        fault.Status == 404 && fault.ErrorCode != TableErrorCode.TableNotFound;

    /// <summary>
    /// The service was not reached, or did not answer in time, or said that it cannot: the write may have happened or not.
    /// The SDK throws an <see cref="AggregateException"/> when its retries are used up and a cancellation of its own when its
    /// network timeout is.
    /// </summary>
    public static bool IsUncertain(Exception fault, CancellationToken callers) => fault switch
    {
        RequestFailedException { Status: 0 or 408 or 429 or >= 500 } => true,
        AggregateException => true,
        OperationCanceledException => !callers.IsCancellationRequested,
        IOException => true,
        _ => false,
    };
}
