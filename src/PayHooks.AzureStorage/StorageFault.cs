using Azure;
using Azure.Data.Tables.Models;
using Azure.Storage.Queues.Models;

namespace PayHooks.AzureStorage;

/// <summary>Classifies exceptions of the storage SDK for writes.</summary>
internal static class StorageFault
{
    /// <summary>Another writer was first: the entity already exists, or was changed or deleted since it was read.</summary>
    public static bool IsConflict(RequestFailedException fault) =>
        fault.Status == 412
        || (fault.Status == 409 && fault.ErrorCode == TableErrorCode.EntityAlreadyExists)
        || IsEntityMissing(fault);

    /// <summary>The entity does not exist; a missing table is a different error.</summary>
    public static bool IsEntityMissing(RequestFailedException fault) =>
        fault.Status == 404 && fault.ErrorCode != TableErrorCode.TableNotFound;

    /// <summary>The message was deleted, or received or changed by somebody else since
    /// (https://learn.microsoft.com/rest/api/storageservices/queue-service-error-codes).</summary>
    public static bool IsMessageGone(RequestFailedException fault) =>
        fault.ErrorCode == QueueErrorCode.MessageNotFound || fault.ErrorCode == QueueErrorCode.PopReceiptMismatch;

    /// <summary>
    /// The table does not exist, or is being deleted, which takes the service 40 seconds or longer
    /// (https://learn.microsoft.com/rest/api/storageservices/delete-table).
    /// </summary>
    public static bool IsTableMissing(RequestFailedException fault) =>
        (fault.Status == 404 && fault.ErrorCode == TableErrorCode.TableNotFound)
        || (fault.Status == 409 && fault.ErrorCode == TableErrorCode.TableBeingDeleted);

    /// <summary>
    /// The service was unreachable, timed out, or reported that it is unavailable, so the write may or may not have happened. The SDK
    /// throws an <see cref="AggregateException"/> after its last retry, and a cancellation exception after its network timeout.
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
