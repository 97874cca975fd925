using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;

namespace PayHooks.AzureStorage;

/// <summary>
/// The clients of one storage account, created once, because a client per call would exhaust the machine's sockets (azure-sdk-for-net
/// #43685).
/// </summary>
internal sealed class AzureStoreClients
{
    /// <summary>The queue that the trigger reads.</summary>
    public const string QueueName = "webhook-events";

    /// <summary>The queue to which the platform moves poison messages: the queue's name and a fixed suffix.</summary>
    public const string PoisonQueueName = $"{QueueName}-poison";

    /// <summary>The table of events.</summary>
    public const string EventsTable = "webhookevents";

    /// <summary>The table that lists events newest first.</summary>
    public const string IndexTable = "webhookindex";

    /// <summary>The table of payments and merchant references.</summary>
    public const string KeysTable = "payhookskeys";

    /// <summary>The table of app-wide state: raised flags, what was last seen of each source.</summary>
    public const string StateTable = "payhooksstate";

    /// <summary>The container of bodies that do not fit in a message.</summary>
    public const string BodiesContainer = "webhook-bodies";

    // The ack timeout is four seconds: enough for two attempts against an unresponsive service and a 503.
    private static readonly TimeSpan AckTry = TimeSpan.FromSeconds(1.5);

    // The service ends a query after five seconds and returns a continuation token.
    private static readonly TimeSpan TableTry = TimeSpan.FromSeconds(6);

    private AzureStoreClients(QueueServiceClient queues, TableServiceClient tables, BlobServiceClient blobs, string setting, string prefix)
    {
        Setting = setting;
        Prefix = prefix;
        Tables = tables;
        Queue = queues.GetQueueClient(prefix + QueueName);
        PoisonQueue = queues.GetQueueClient(prefix + PoisonQueueName);
        Events = tables.GetTableClient(prefix + EventsTable);
        Index = tables.GetTableClient(prefix + IndexTable);
        Keys = tables.GetTableClient(prefix + KeysTable);
        State = tables.GetTableClient(prefix + StateTable);
        Bodies = blobs.GetBlobContainerClient(prefix + BodiesContainer);
    }

    /// <summary>The setting that configures the account.</summary>
    public string Setting { get; }

    /// <summary>The event queue.</summary>
    public QueueClient Queue { get; }

    /// <summary>The poison queue.</summary>
    public QueueClient PoisonQueue { get; }

    /// <summary>What precedes all names; empty except in tests.</summary>
    public string Prefix { get; }

    /// <summary>The account's tables.</summary>
    public TableServiceClient Tables { get; }

    /// <summary>The table of events.</summary>
    public TableClient Events { get; }

    /// <summary>The table that lists events newest first.</summary>
    public TableClient Index { get; }

    /// <summary>The table of payments and merchant references.</summary>
    public TableClient Keys { get; }

    /// <summary>The table of app-wide state.</summary>
    public TableClient State { get; }

    /// <summary>The container of large bodies.</summary>
    public BlobContainerClient Bodies { get; }

    /// <summary>Creates the clients without sending a request.</summary>
    /// <exception cref="AzureStoreException">The connection string is invalid.</exception>
    public static AzureStoreClients Create(AzureStoreConnection connection) => Create(connection, null, "");

    /// <summary>Creates clients for tests, with a policy called for every attempt of every request, and separate names.</summary>
    internal static AzureStoreClients Create(AzureStoreConnection connection, HttpPipelinePolicy? perTry, string prefix)
    {
        ArgumentNullException.ThrowIfNull(connection);

        // No encoding on either side: with the trigger's default, base64, our messages would go to the poison queue unread
        // (azure-sdk-for-net #21449).
        var queues = With(new QueueClientOptions { MessageEncoding = QueueMessageEncoding.None }, AckTry, perTry);
        var tables = With(new TableClientOptions(), TableTry, perTry);
        var blobs = With(new BlobClientOptions(), AckTry, perTry);
        if (connection.ConnectionString is not { } text)
        {
            return new AzureStoreClients(
                new QueueServiceClient(connection.QueueService, connection.Credential, queues),
                new TableServiceClient(connection.TableService, connection.Credential, tables),
                new BlobServiceClient(connection.BlobService, connection.Credential, blobs),
                connection.Setting, prefix);
        }

        try
        {
            return new AzureStoreClients(
                new QueueServiceClient(text, queues), new TableServiceClient(text, tables), new BlobServiceClient(text, blobs),
                    connection.Setting, prefix);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or InvalidOperationException)
        {
            // Without the inner exception, because some contain the key.
            throw new AzureStoreException(
                $"{connection.Setting} is not a connection string of a storage account ({e.GetType().Name}). Copy it from the account's "
                    + "page 'Access keys', whole.");
        }
    }

    // One retry instead of the SDK's five: callers retry themselves, and five take longer than the ack timeout.
    private static TOptions With<TOptions>(TOptions options, TimeSpan networkTimeout, HttpPipelinePolicy? perTry) where TOptions
        : ClientOptions
    {
        options.Retry.Mode = RetryMode.Fixed;
        options.Retry.MaxRetries = 1;
        options.Retry.Delay = TimeSpan.FromMilliseconds(200);
        options.Retry.NetworkTimeout = networkTimeout;
        if (perTry is not null)
        {
            options.AddPolicy(perTry, HttpPipelinePosition.PerRetry);
        }

        return options;
    }
}
