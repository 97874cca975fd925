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

    // Partition and row key.
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

    /// <summary>Takes the id of a payment away. Its properties stay, and so does what they say: their names hold a hash of the
    /// id.</summary>
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

    /// <summary>The payments of a reference; beyond the limit, paid ones first.</summary>
    public async ValueTask<IReadOnlyList<ReferencedPayment>> FindAsync(ReferenceKey key, CancellationToken cancellationToken)
    {
        var (partition, row) = KeysOf(key);
        var found = await table.GetEntityIfExistsAsync<TableEntity>(partition, row, cancellationToken: cancellationToken);
        return found.HasValue ? Read(found.Value!) : [];
    }

    // An entity holds 252 properties: of hundreds of unpaid tries, those that matter stay.
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
        // By the hash in the name: of two properties of a payment one may have been erased before the other was written.
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

    // That of a payment whose id was erased cannot be made again.
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
