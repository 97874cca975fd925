using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;

namespace PayHooks.AzureStorage;

/// <summary>
/// The clients of the storage accounts, created once, because a client per call would exhaust the machine's sockets (azure-sdk-for-net
/// #43685).
/// </summary>
internal sealed class AzureStoreClients
{
    /// <summary>The first queue; see <see cref="EventQueues"/> for the names of the others.</summary>
    public const string QueueName = "webhook-events";

    /// <summary>What the platform appends to a queue's name for the queue of its poison messages.</summary>
    public const string PoisonSuffix = "-poison";

    /// <summary>The poison queue of the first queue.</summary>
    public const string PoisonQueueName = $"{QueueName}{PoisonSuffix}";

    /// <summary>The table that recognizes repeats: a row for each event, payment and merchant reference.</summary>
    public const string KeysTable = "payhookskeys";

    /// <summary>The table of events that did not complete at their first attempt. All others are in the <see cref="DayTable"/>s.</summary>
    public const string KeptTable = "payhookskept";

    /// <summary>The table of app-wide state: raised flags, what was last seen of each source.</summary>
    public const string StateTable = "payhooksstate";

    /// <summary>The container of bodies that do not fit in a message.</summary>
    public const string BodiesContainer = "webhook-bodies";

    // The ack timeout is four seconds: enough for two attempts against an unresponsive service and a 503.
    private static readonly TimeSpan AckTry = TimeSpan.FromSeconds(1.5);

    // The service ends a query after five seconds and returns a continuation token.
    private static readonly TimeSpan TableTry = TimeSpan.FromSeconds(6);

    private readonly QueueServiceClient queueService;
    private readonly QueueServiceClient? formerQueueService;

    private AzureStoreClients(
        AzureStoreConnections connections, QueueServiceClient queues, QueueServiceClient? formerQueues, TableServiceClient tables,
        TableServiceClient keys, BlobServiceClient blobs, string prefix)
    {
        Connections = connections;
        (queueService, formerQueueService) = (queues, formerQueues);
        Prefix = prefix;
        Tables = tables;
        Keys = keys.GetTableClient(prefix + KeysTable);
        FormerKeys = keys == tables ? null : tables.GetTableClient(prefix + KeysTable);
        Kept = tables.GetTableClient(prefix + KeptTable);
        State = tables.GetTableClient(prefix + StateTable);
        Bodies = blobs.GetBlobContainerClient(prefix + BodiesContainer);
    }

    /// <summary>The accounts.</summary>
    public AzureStoreConnections Connections { get; }

    /// <summary>What precedes all names; empty except in tests.</summary>
    public string Prefix { get; }

    /// <summary>The tables of the main account.</summary>
    public TableServiceClient Tables { get; }

    /// <summary>The table of keys.</summary>
    public TableClient Keys { get; }

    /// <summary>Where the table of keys was before it got an account of its own; null if it has none.</summary>
    public TableClient? FormerKeys { get; }

    /// <summary>The table of kept events.</summary>
    public TableClient Kept { get; }

    /// <summary>The table of app-wide state.</summary>
    public TableClient State { get; }

    /// <summary>The container of large bodies.</summary>
    public BlobContainerClient Bodies { get; }

    /// <summary>Whether the queues have an account of their own, so that messages may be left in the main one.</summary>
    public bool HasFormerQueues => formerQueueService is not null;

    /// <summary>The client of a queue, or of one in the account of before.</summary>
    public QueueClient Queue(string name, bool isFormer = false) => Service(isFormer).GetQueueClient(Prefix + name);

    /// <summary>The names of the queues that exist and start with <paramref name="name"/>.</summary>
    public async Task<IReadOnlyList<string>> ListQueuesAsync(string name, bool isFormer, CancellationToken cancellationToken)
    {
        List<string> found = [];
        await foreach (var queue in Service(isFormer).GetQueuesAsync(prefix: Prefix + name, cancellationToken: cancellationToken))
        {
            found.Add(queue.Name[Prefix.Length..]);
        }

        return found;
    }

    /// <summary>Creates the clients without sending a request.</summary>
    /// <exception cref="AzureStoreException">A connection string is invalid.</exception>
    public static AzureStoreClients Create(AzureStoreConnections connections) => Create(connections, null, "");

    /// <summary>Creates the clients of one account for everything.</summary>
    /// <exception cref="AzureStoreException">The connection string is invalid.</exception>
    public static AzureStoreClients Create(AzureStoreConnection connection, HttpPipelinePolicy? perTry = null, string prefix = "") =>
        Create(AzureStoreConnections.Of(connection), perTry, prefix);

    /// <summary>Creates clients for tests, with a policy called for every attempt of every request, and separate names.</summary>
    internal static AzureStoreClients Create(AzureStoreConnections connections, HttpPipelinePolicy? perTry, string prefix)
    {
        ArgumentNullException.ThrowIfNull(connections);

        // No encoding on either side: with the trigger's default, base64, our messages would go to the poison queue unread
        // (azure-sdk-for-net #21449).
        var queueOptions = With(new QueueClientOptions { MessageEncoding = QueueMessageEncoding.None }, AckTry, perTry);
        var tableOptions = With(new TableClientOptions(), TableTry, perTry);
        var blobOptions = With(new BlobClientOptions(), AckTry, perTry);
        var tables = OpenTables(connections.Data);
        return new AzureStoreClients(
            connections,
            OpenQueues(connections.Queues),
            connections.Queues == connections.Data ? null : OpenQueues(connections.Data),
            tables,
            connections.Keys == connections.Data ? tables : OpenTables(connections.Keys),
            Open(
                connections.Data,
                text => new BlobServiceClient(text, blobOptions),
                account => new BlobServiceClient(account.BlobService, account.Credential, blobOptions)),
            prefix);

        QueueServiceClient OpenQueues(AzureStoreConnection connection) => Open(
            connection,
            text => new QueueServiceClient(text, queueOptions),
            account => new QueueServiceClient(account.QueueService, account.Credential, queueOptions));

        TableServiceClient OpenTables(AzureStoreConnection connection) => Open(
            connection,
            text => new TableServiceClient(text, tableOptions),
            account => new TableServiceClient(account.TableService, account.Credential, tableOptions));
    }

    private QueueServiceClient Service(bool isFormer) => isFormer ? formerQueueService! : queueService;

    private static TClient Open<TClient>(
        AzureStoreConnection connection, Func<string, TClient> byText, Func<AzureStoreConnection, TClient> byIdentity)
    {
        if (connection.ConnectionString is not { } text)
        {
            return byIdentity(connection);
        }

        try
        {
            return byText(text);
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
