using PayHooks.Configuration;
using PayHooks.Payments;
using PayHooks.Storage;

namespace PayHooks.Operations;

/// <summary>Finds payments, using only point reads if the store has no list of payments.</summary>
internal sealed class PaymentQueries(ISubjectStore store, IEventLedger ledger, SourceCatalog sources)
{
    private const int MostPayments = 100;
    private const int MostFlags = 1000;

    // The number of newest events to search if the query has no key.
    private const int MostEvents = 1000;

    /// <summary>Finds a payment with its history; null if there is none.</summary>
    public async ValueTask<SubjectRow?> FindAsync(string source, string id, CancellationToken cancellationToken) =>
        (await ByIdAsync(id, source, cancellationToken)).FirstOrDefault();

    /// <summary>The rows of a payment: two if a source receives both modes and the merchant chooses ids.</summary>
    public async ValueTask<IReadOnlyList<SubjectRow>> FindAllAsync(string source, string id, CancellationToken cancellationToken) =>
        await ByIdAsync(id, source, cancellationToken);

    /// <summary>The payments that match a query, most recent event first.</summary>
    public async ValueTask<IReadOnlyList<SubjectRow>> ListAsync(PaymentQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var found = query switch
        {
            { Id: { } id } => await ByIdAsync(id, query.Source, cancellationToken),
            { Reference: { } reference } => await ByReferenceAsync(reference, query.Source, cancellationToken),
            { Flag: { } flag } => await ByFlagAsync(flag, cancellationToken),
            _ => await NewestAsync(query.Source, cancellationToken),
        };
        return
        [
            .. found.Where(row => query.Matches(PaymentView.Of(row))).OrderByDescending(row => row.LastEventAt).Take(MostPayments),
        ];
    }

    /// <summary>The events of a payment and of its refunds, captures and disputes, newest first.</summary>
    public async ValueTask<IReadOnlyList<EventRecord>> EventsOfAsync(
        string id, AnyOf<string> source, CancellationToken cancellationToken) =>
        await EventsOfAsync(await ByIdAsync(id, source, cancellationToken), cancellationToken);

    private async ValueTask<IReadOnlyList<EventRecord>> EventsOfAsync(IReadOnlyList<SubjectRow> rows, CancellationToken cancellationToken)
    {
        List<EventRecord> events = [];
        foreach (var entry in rows.SelectMany(row => row.Entries).DistinctBy(entry => entry.EventId))
        {
            if (await ledger.FindAsync(entry.EventId, cancellationToken) is { IsTombstone: false } record)
            {
                events.Add(record);
            }
        }

        return [.. events.OrderByDescending(record => record.ReceivedAt)];
    }

    /// <summary>
    /// The events that match the search text of a query: those that the ledger finds, and all events of payments that have the text as
    /// their id or merchant reference.
    /// </summary>
    /// <exception cref="BadCursorException">The cursor was not issued by this server.</exception>
    public async ValueTask<EventPage> SearchAsync(EventQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var text = query.Search!;
        var payments = (await ByIdAsync(text, query.Source, cancellationToken))
            .Concat(await ByReferenceAsync(text, query.Source, cancellationToken)).DistinctBy(row => row.Key).ToList();
        if (payments.Count == 0)
        {
            return await ledger.ListAsync(query, cancellationToken);
        }

        // A page of the ledger, and what belongs between its first and last event. Older ones follow with later pages.
        var found = await ledger.ListAsync(query, cancellationToken);
        var end = EventCursor.Parse(found.Cursor);
        var ofPayments = (await EventsOfAsync(payments, cancellationToken))
            .Where(record => (query with { Search = null }).Matches(record) && end?.IsBefore(record) != true);
        var page = EventPage.OfAll(
            found.Events.Concat(ofPayments).DistinctBy(record => record.Id),
            EventCursor.Parse(query.Cursor),
            Math.Clamp(query.Limit, 1, EventQuery.MaxLimit));
        return page with { Cursor = page.Cursor ?? found.Cursor };
    }

    private async ValueTask<List<SubjectRow>> ByIdAsync(string id, AnyOf<string> source, CancellationToken cancellationToken)
    {
        List<SubjectRow> rows = [];
        foreach (var name in SourceNames(source))
        {
            foreach (var mode in SubjectKey.Modes)
            {
                if (await store.FindAsync(new SubjectKey(name, SubjectKind.Payment, mode, id), cancellationToken) is { } row)
                {
                    rows.Add(row);
                }
            }
        }

        return rows;
    }

    private async ValueTask<List<SubjectRow>> ByReferenceAsync(
        string reference, AnyOf<string> source, CancellationToken cancellationToken)
    {
        List<SubjectRow> rows = [];
        foreach (var name in SourceNames(source))
        {
            foreach (var mode in SubjectKey.Modes)
            {
                foreach (var payment in await store.FindAsync(new ReferenceKey(name, mode, reference), cancellationToken))
                {
                    if (await store.FindAsync(new SubjectKey(name, SubjectKind.Payment, mode, payment.Id), cancellationToken) is { } row)
                    {
                        rows.Add(row);
                    }
                }
            }
        }

        return rows;
    }

    private async ValueTask<List<SubjectRow>> ByFlagAsync(string flag, CancellationToken cancellationToken)
    {
        var raised = await store.ListFlagsAsync(MostFlags, cancellationToken);
        return await RowsAsync(raised.Where(one => one.Flag == flag).Select(one => one.Subject), cancellationToken);
    }

    private async ValueTask<List<SubjectRow>> NewestAsync(string? source, CancellationToken cancellationToken)
    {
        HashSet<SubjectKey> keys = [];
        var query = new EventQuery { Source = source, Limit = EventQuery.MaxLimit };
        for (var seen = 0; seen < MostEvents && keys.Count < MostPayments;)
        {
            var page = await ledger.ListAsync(query, cancellationToken);
            seen += page.Events.Count;
            foreach (var record in page.Events)
            {
                if (record.Facts.Subject is { } subject)
                {
                    keys.Add(SubjectKey.ParentOf(record.Source, subject) ?? SubjectKey.Of(record.Source, subject));
                }
            }

            if (page.Cursor is null)
            {
                break;
            }

            query = query with { Cursor = page.Cursor };
        }

        return await RowsAsync(keys, cancellationToken);
    }

    private async ValueTask<List<SubjectRow>> RowsAsync(IEnumerable<SubjectKey> keys, CancellationToken cancellationToken)
    {
        List<SubjectRow> rows = [];
        foreach (var key in keys.Where(key => key.Kind == SubjectKind.Payment).Distinct().Take(MostPayments))
        {
            if (await store.FindAsync(key, cancellationToken) is { } row)
            {
                rows.Add(row);
            }
        }

        return rows;
    }

    private IEnumerable<string> SourceNames(AnyOf<string> source) =>
        source.IsEmpty ? sources.All.Select(one => one.Settings.Name) : source;
}

/// <summary>
/// Which payments to list. <see cref="Id"/>, <see cref="Reference"/> or <see cref="Flag"/> is the key; the other members filter the list.
/// </summary>
internal sealed record PaymentQuery
{
    /// <summary>The provider's id of the payment.</summary>
    public string? Id { get; init; }

    /// <summary>The merchant's reference.</summary>
    public string? Reference { get; init; }

    /// <summary>A flag that the payment has.</summary>
    public string? Flag { get; init; }

    /// <summary>Filters by source.</summary>
    public string? Source { get; init; }

    /// <summary>Filters by state.</summary>
    public string? State { get; init; }

    /// <summary>Whether the query has a key, so that the newest events need not be searched.</summary>
    public bool HasKey => Id is not null || Reference is not null || Flag is not null;

    /// <summary>Whether a payment matches the query.</summary>
    public bool Matches(Payment payment) =>
        (Source is null || payment.Source == Source)
        && (State is null || payment.State == State)
        && (Id is null || payment.Id == Id)
        && (Reference is null || payment.MerchantReference == Reference)
        && (Flag is null || payment.Flags.Contains(Flag, StringComparer.Ordinal));
}
