using PayHooks.Configuration;
using PayHooks.Payments;
using PayHooks.Storage;
using PayHooks.Verification.Api;

namespace PayHooks.Confirmation;

/// <summary>The payments that are not final: the provider's API is asked about them, because the notice that ends them may never
/// come.</summary>
internal sealed class OpenPayments(SourceCatalog sources, ProviderLookup lookup, IStateStore store, TimeProvider time)
{
    /// <summary>When the API is asked: each delay begins with the answer before.</summary>
    public static IReadOnlyList<TimeSpan> Delays { get; } =
    [
        TimeSpan.FromMinutes(5), TimeSpan.FromHours(1), TimeSpan.FromDays(1), TimeSpan.FromDays(1), TimeSpan.FromDays(1),
    ];

    /// <summary>Whether any source has an API that finds payments.</summary>
    public bool IsAny => sources.All.Any(source => lookup.Finds(source, SubjectKind.Payment));

    /// <summary>The source of an open payment, if its API still finds payments.</summary>
    public Source? SourceOf(OpenPayment payment)
    {
        ArgumentNullException.ThrowIfNull(payment);
        return sources.Find(payment.Source) is { } source
            && lookup.Finds(source, new ApiLookup(new Subject(SubjectKind.Payment, payment.Id) { Mode = payment.Mode }))
            ? source
            : null;
    }

    /// <summary>
    /// Notes a payment that an event has left open. It is called again if the process dies before the event's effect is recorded, so no
    /// open payment is forgotten; a second row asks once more and does no harm.
    /// </summary>
    public async ValueTask WatchAsync(SubjectRow row, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(row);
        if (OpenPayment.StateOf(row) is not { } state)
        {
            return;
        }

        var payment = new OpenPayment
        {
            Source = row.Key.Source,
            Mode = row.Key.Mode,
            Id = row.Key.Id,
            State = state,
            DueAt = time.GetUtcNow() + Delays[0],
        };
        if (SourceOf(payment) is not null)
        {
            await AddAsync(payment, cancellationToken);
        }
    }

    /// <summary>Moves a row to its next time; drops it after the last one.</summary>
    /// <returns>Whether the API is asked again.</returns>
    public async ValueTask<bool> PostponeAsync(string partition, StateRow row, OpenPayment payment, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(payment);
        var asked = payment.Asked + 1;
        var isLast = asked >= Delays.Count;
        if (!isLast)
        {
            // The next row first: a crash in between asks once more.
            await AddAsync(
                payment with { Asked = asked, DueAt = time.GetUtcNow() + Delays[asked], TakenUntil = null, TakenBy = null },
                cancellationToken);
        }

        await store.DeleteAsync(partition, row.Key, row.Tag, cancellationToken);
        return !isLast;
    }

    // A row that is already there says the same.
    private async ValueTask AddAsync(OpenPayment payment, CancellationToken cancellationToken) =>
        await store.WriteAsync(payment.Partition, payment.Key, payment.ToJson(), tag: null, cancellationToken);
}
