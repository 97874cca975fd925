using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using PayHooks.Storage;

namespace PayHooks.AzureStorage;

/// <summary>
/// Stores bodies as blobs; a reference is the blob's name. The name begins with the day on which the body arrived, so that the bodies of a
/// day are removed with its table, or with <c>kept/</c>.
/// </summary>
internal sealed class AzureBodyStore(AzureStoreClients clients, TimeProvider? time = null) : IBodyStore
{
    private const string Kept = "kept/";

    // A low number, because deliveries need the account's throughput.
    private const int AtOnce = 8;

    private readonly TimeProvider time = time ?? TimeProvider.System;

    private BlobContainerClient Container => clients.Bodies;

    /// <inheritdoc/>
    public async ValueTask<string> PutAsync(string name, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return await WriteAsync(PrefixOf(time.GetUtcNow()) + name, body, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<ReadOnlyMemory<byte>?> GetAsync(string reference, CancellationToken cancellationToken)
    {
        try
        {
            return (await Container.GetBlobClient(reference).DownloadContentAsync(cancellationToken)).Value.Content.ToMemory();
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            // Only a missing blob: a missing container is an outage, and the body may return with it.
            return null;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DeleteAsync(string reference, CancellationToken cancellationToken) =>
        await Container.GetBlobClient(reference)
            .DeleteIfExistsAsync(DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: cancellationToken);

    /// <inheritdoc/>
    public IEnumerable<string> CopiesOf(string reference, IEnumerable<DateTimeOffset> receivedAt)
    {
        ArgumentException.ThrowIfNullOrEmpty(reference);
        var name = reference.StartsWith(Kept, StringComparison.Ordinal) ? reference[Kept.Length..] : reference;
        var withoutDay = name[(name.IndexOf('/', StringComparison.Ordinal) + 1)..];
        return receivedAt.Select(at => PrefixOf(at) + withoutDay).Prepend(name).Distinct(StringComparer.Ordinal)
            .Where(copy => copy != reference);
    }

    /// <summary>Copies a body so that it outlives its day; returns the reference of the copy.</summary>
    public async ValueTask<string> KeepAsync(string reference, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(reference);
        if (reference.StartsWith(Kept, StringComparison.Ordinal))
        {
            return reference;
        }

        var body = await GetAsync(reference, cancellationToken);
        return body is { } bytes ? await WriteAsync(Kept + reference, bytes, cancellationToken) : reference;
    }

    /// <summary>Deletes all bodies of a day.</summary>
    public async ValueTask DeleteDayAsync(DateOnly day, CancellationToken cancellationToken) => await Parallel.ForEachAsync(
        Container.GetBlobsAsync(BlobTraits.None, BlobStates.None, DayTable.DayOf(day) + "/", cancellationToken),
        new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
        (blob, token) => DeleteAsync(blob.Name, token));

    private async ValueTask<string> WriteAsync(string reference, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        await Container.GetBlobClient(reference).UploadAsync(new BinaryData(body), overwrite: true, cancellationToken);
        return reference;
    }

    private static string PrefixOf(DateTimeOffset at) => DayTable.DayOf(DateOnly.FromDateTime(at.UtcDateTime)) + "/";
}
