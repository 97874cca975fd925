using Azure;
using Azure.Data.Tables;
using PayHooks.Payments;

namespace PayHooks.AzureStorage;

/// <summary>
/// The payments of merchant references, in the table of keys. Each payment has a property of its own, or two: one that says it exists and
/// one that says it is paid. So a merge needs no read, and none takes back what another wrote.
/// </summary>
internal sealed class ReferenceRows(TableClient table)
{
    private const string Known = "known_";
    private const string Paid = "paid_";

    /// <summary>Adds a payment, or marks it as paid.</summary>
    public async ValueTask MergeAsync(ReferenceKey key, ReferencedPayment payment, CancellationToken cancellationToken)
    {
        var (partition, row) = KeysOf(key);
        try
        {
            await table.UpsertEntityAsync(
                new TableEntity(partition, row) { [Name(key, payment)] = payment.Id }, TableUpdateMode.Merge, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 400 && e.ErrorCode == "TooManyProperties")
        {
            await ShortenAsync(key, payment, cancellationToken);
        }
    }

    /// <summary>The payments of a reference; beyond the limit, paid ones first.</summary>
    public async ValueTask<IReadOnlyList<ReferencedPayment>> FindAsync(ReferenceKey key, CancellationToken cancellationToken)
    {
        var (partition, row) = KeysOf(key);
        var found = await table.GetEntityIfExistsAsync<TableEntity>(partition, row, cancellationToken: cancellationToken);
        return found.HasValue ? Read(found.Value!) : [];
    }

    // An entity holds 252 properties: of hundreds of unpaid tries, those that matter stay.
    private async ValueTask ShortenAsync(ReferenceKey key, ReferencedPayment payment, CancellationToken cancellationToken)
    {
        var (partition, row) = KeysOf(key);
        var found = (await table.GetEntityAsync<TableEntity>(partition, row, cancellationToken: cancellationToken)).Value;
        var entity = new TableEntity(partition, row);
        foreach (var one in ReferencedPayment.Merge(Read(found), payment))
        {
            entity[Name(key, one)] = one.Id;
        }

        await table.UpdateEntityAsync(entity, found.ETag, TableUpdateMode.Replace, cancellationToken);
    }

    private static IReadOnlyList<ReferencedPayment> Read(TableEntity entity)
    {
        var payments = entity
            .Where(property =>
                property.Key.StartsWith(Known, StringComparison.Ordinal) || property.Key.StartsWith(Paid, StringComparison.Ordinal))
            .GroupBy(property => (string)property.Value, StringComparer.Ordinal)
            .Select(one => new ReferencedPayment(one.Key, one.Any(property => property.Key.StartsWith(Paid, StringComparison.Ordinal))));
        return [.. payments.OrderByDescending(payment => payment.IsPaid).Take(ReferencedPayment.Most)];
    }

    private static string Name(ReferenceKey key, ReferencedPayment payment) =>
        (payment.IsPaid ? Paid : Known) + new SubjectKey(key.Source, SubjectKind.Payment, key.Mode, payment.Id).Hash();

    private static (string Partition, string Row) KeysOf(ReferenceKey key)
    {
        var hash = key.Hash();
        return ($"{key.Source}-{hash[..2]}", $"r:{hash}");
    }
}
