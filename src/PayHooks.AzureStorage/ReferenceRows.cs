using Azure;
using Azure.Data.Tables;
using PayHooks.Payments;

namespace PayHooks.AzureStorage;

/// <summary>
/// The payments of merchant references, in the key table. Each payment has one or two properties of its own: one that it exists and one
/// that it is paid. A merge therefore needs no read, and writers do not overwrite each other.
/// </summary>
internal sealed class ReferenceRows(TableClient table)
{
    private const string Known = "known_";
    private const string Paid = "paid_";

    // The partition key and row key.
    private const int EmptyEntity = 2;

    /// <summary>Adds a payment, or marks it as paid.</summary>
    public async ValueTask MergeAsync(ReferenceKey key, ReferencedPayment payment, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var (partition, row) = KeysOf(key);
        try
        {
            await table.UpsertEntityAsync(
                new TableEntity(partition, row) { [Name(key, payment)] = payment.Id, [PaymentPruning.LastEventAt] = at.ToUniversalTime() },
                TableUpdateMode.Merge, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 400 && e.ErrorCode == "TooManyProperties")
        {
            await ShortenAsync(key, payment, at, cancellationToken);
        }
    }

    /// <summary>Removes the id of a payment. Its properties and their state remain, because their names contain a hash of the id.</summary>
    public async ValueTask EraseAsync(ReferenceKey key, string paymentId, CancellationToken cancellationToken)
    {
        var (partition, row) = KeysOf(key);
        var found = await table.GetEntityIfExistsAsync<TableEntity>(partition, row, cancellationToken: cancellationToken);
        if (!found.HasValue)
        {
            return;
        }

        var erased = new TableEntity(partition, row);
        foreach (var (name, _) in found.Value!.Where(property => IsPayment(property.Key) && paymentId.Equals(property.Value)))
        {
            erased[name] = key.MaskOf(paymentId);
        }

        if (erased.Count > EmptyEntity)
        {
            await table.UpsertEntityAsync(erased, TableUpdateMode.Merge, cancellationToken);
        }
    }

    /// <summary>Returns the payments of a reference; paid ones come first if there are more than the limit.</summary>
    public async ValueTask<IReadOnlyList<ReferencedPayment>> FindAsync(ReferenceKey key, CancellationToken cancellationToken)
    {
        var (partition, row) = KeysOf(key);
        var found = await table.GetEntityIfExistsAsync<TableEntity>(partition, row, cancellationToken: cancellationToken);
        return found.HasValue ? Read(found.Value!) : [];
    }

    // An entity holds 252 properties: of hundreds of unpaid attempts, only the relevant ones are kept.
    private async ValueTask ShortenAsync(
        ReferenceKey key, ReferencedPayment payment, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var (partition, row) = KeysOf(key);
        var found = (await table.GetEntityAsync<TableEntity>(partition, row, cancellationToken: cancellationToken)).Value;
        var entity = new TableEntity(partition, row) { [PaymentPruning.LastEventAt] = at.ToUniversalTime() };
        foreach (var one in ReferencedPayment.Merge(Read(found), payment))
        {
            entity[NameOf(found, one) ?? Name(key, one)] = one.Id;
        }

        await table.UpdateEntityAsync(entity, found.ETag, TableUpdateMode.Replace, cancellationToken);
    }

    private static IReadOnlyList<ReferencedPayment> Read(TableEntity entity)
    {
        // Grouped by the hash in the name, because one property may have been erased before the payment's other one was written.
        var payments = entity
            .Where(property => IsPayment(property.Key))
            .GroupBy(property => property.Key[(property.Key.IndexOf('_', StringComparison.Ordinal) + 1)..], StringComparer.Ordinal)
            .Select(one => new ReferencedPayment(
                one.Select(property => (string)property.Value)
                    .OrderBy(id => id.StartsWith(ReferenceKey.MaskPrefix, StringComparison.Ordinal)).First(),
                one.Any(property => property.Key.StartsWith(Paid, StringComparison.Ordinal))));
        return [.. payments.OrderByDescending(payment => payment.IsPaid).Take(ReferencedPayment.Most)];
    }

    private static bool IsPayment(string property) =>
        property.StartsWith(Known, StringComparison.Ordinal) || property.StartsWith(Paid, StringComparison.Ordinal);

    // If a payment's id was erased, its property name cannot be recomputed, so it is looked up.
    private static string? NameOf(TableEntity entity, ReferencedPayment payment) => entity
        .Where(property => IsPayment(property.Key) && payment.Id.Equals(property.Value))
        .Select(property => property.Key).Order(StringComparer.Ordinal).LastOrDefault();

    private static string Name(ReferenceKey key, ReferencedPayment payment) =>
        (payment.IsPaid ? Paid : Known) + new SubjectKey(key.Source, SubjectKind.Payment, key.Mode, payment.Id).Hash();

    private static (string Partition, string Row) KeysOf(ReferenceKey key)
    {
        var hash = key.Hash();
        return ($"{key.Source}-{hash[..2]}", $"r:{hash}");
    }
}
