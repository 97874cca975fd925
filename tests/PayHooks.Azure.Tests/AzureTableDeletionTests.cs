using System.Text;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using PayHooks.Storage;
using PayHooks.Tests.Storage;

namespace PayHooks.Azure.Tests;

/// <summary>A table that the service is deleting: it answers 409 for a minute, which Azurite does not imitate.</summary>
[NeedsAzurite]
public sealed class AzureTableDeletionTests : IAsyncLifetime
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly Deletion deletion = new();
    private AzureStoreUnderTest store = null!;

    private DateTimeOffset Now => store.Time.GetUtcNow();

    public async Task InitializeAsync() => store = await AzureStoreUnderTest.CreateAsync(deletion);

    public async Task DisposeAsync()
    {
        deletion.Table = null;
        await store.DisposeAsync();
    }

    [Fact]
    public async Task An_event_of_a_closed_day_counts_as_pruned_while_its_table_is_being_deleted()
    {
        var record = await store.Ledger.PutAsync(Samples.Record(1, Now));
        deletion.Table = store.Days.ClientOf(store.Days.Of(Now)).Name;
        store.Time.Advance(37 * Day);

        Assert.True((await store.Ledger.FindAsync(record.Id, default))!.IsTombstone);
        Assert.Empty(await store.Ledger.ListAllAsync(new EventQuery()));
        Assert.Null((await store.Ledger.PruneAsync(Now - (35 * Day), Now - (400 * Day), default)).Postponed);
    }

    [Fact]
    public async Task An_event_whose_table_a_person_deletes_on_an_open_day_is_an_outage_until_the_table_can_be_created_again()
    {
        var table = store.Days.ClientOf(store.Days.Of(Now));
        await table.DeleteAsync();
        deletion.Table = table.Name;
        await Assert.ThrowsAnyAsync<RequestFailedException>(() => store.Ledger.PutAsync(Samples.Record(1, Now)));

        deletion.Table = null;
        await store.Ledger.PutAsync(Samples.Record(1, Now));

        Assert.Single(await store.Ledger.ListAllAsync(new EventQuery()));
        Assert.NotNull(await store.Days.CreatedAtAsync(store.Days.Of(Now), default));
    }

    [Fact]
    public async Task A_table_that_is_being_deleted_needs_not_be_dropped_again()
    {
        var day = store.Days.Of(Now);
        deletion.Table = store.Days.ClientOf(day).Name;

        await store.Days.DropAsync(day, default);

        Assert.Equal(1, deletion.Refused);
    }

    private sealed class Deletion : HttpPipelinePolicy
    {
        public string? Table { get; set; }

        public int Refused { get; private set; }

        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
            throw new NotSupportedException("Nothing is sent synchronously.");

        public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            ArgumentNullException.ThrowIfNull(message);
            var isCreation = message.Request.Uri.Path.EndsWith("/Tables", StringComparison.Ordinal)
                && message.Request.Method == RequestMethod.Post;
            var named = isCreation ? TextOf(message.Request) : message.Request.Uri.Path;
            if (Table is null || !named.Contains(Table, StringComparison.Ordinal))
            {
                await ProcessNextAsync(message, pipeline);
                return;
            }

            Refused++;

            // https://learn.microsoft.com/rest/api/storageservices/table-service-error-codes
            throw new RequestFailedException(409, "The specified table is being deleted.", "TableBeingDeleted", null);
        }

        private static string TextOf(Request request)
        {
            using var written = new MemoryStream();
            request.Content?.WriteTo(written, CancellationToken.None);
            return Encoding.UTF8.GetString(written.ToArray());
        }
    }
}
