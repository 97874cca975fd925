using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using PayHooks.Storage;

namespace PayHooks.AzureStorage;

/// <summary>Stores bodies as blobs; a reference is the blob's name.</summary>
internal sealed class AzureBodyStore(AzureStoreClients clients) : IBodyStore
{
    private BlobContainerClient Container => clients.Bodies;

    /// <inheritdoc/>
    public async ValueTask<string> PutAsync(string name, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        await Container.GetBlobClient(name).UploadAsync(new BinaryData(body), overwrite: true, cancellationToken);
        return name;
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
}
