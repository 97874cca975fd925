using PayHooks.Storage;

namespace PayHooks.Operations.Failures;

/// <summary>
/// Groups the retrying and dead events by source, handler and error. Counts the newest events, up to a limit, so that the answer takes a
/// bounded time however many there are.
/// </summary>
internal sealed class FailureGroups(IEventLedger ledger, FailureNotes notes, TimeProvider time) : IDisposable
{
    /// <summary>The statuses of events that failed.</summary>
    public static readonly AnyOf<EventStatus> Statuses = [EventStatus.Dead, EventStatus.Retrying];

    /// <summary>How many events are counted.</summary>
    public const int MostEvents = 10_000;

    // Reading a page takes a bounded time, also where a filter leaves few of its events or none.
    private const int MostPages = MostEvents / EventQuery.MaxLimit;

    // Several people may look at the same page.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim counting = new(1);
    private IReadOnlyList<FailureGroup> counted = [];
    private long? countedAt;

    /// <summary>The groups, largest first. The counts are up to five seconds old.</summary>
    public async ValueTask<IReadOnlyList<FailureGroup>> ListAsync(CancellationToken cancellationToken)
    {
        var groups = await CountedAsync(cancellationToken);
        var known = await notes.ListAsync(cancellationToken);
        return
        [
            .. groups.Select(group => known.TryGetValue(group.Id, out var note)
                ? group with { Note = note.Text, AcknowledgedBy = note.AcknowledgedBy, AcknowledgedAt = note.AcknowledgedAt }
                : group),
        ];
    }

    /// <summary>Changes what people say about a group.</summary>
    /// <param name="id">The group.</param>
    /// <param name="change">Returns the new note for the present one.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The group; null if there is none.</returns>
    public async ValueTask<FailureGroup?> NoteAsync(
        string id, Func<FailureNote, FailureNote> change, CancellationToken cancellationToken)
    {
        if ((await ListAsync(cancellationToken)).FirstOrDefault(group => group.Id == id) is not { } found)
        {
            return null;
        }

        var note = await notes.ChangeAsync(id, current => change(current) with { At = time.GetUtcNow() }, cancellationToken);
        return found with { Note = note.Text, AcknowledgedBy = note.AcknowledgedBy, AcknowledgedAt = note.AcknowledgedAt };
    }

    /// <summary>Lists the events of a group with the statuses of a query, newest first.</summary>
    /// <param name="id">The group.</param>
    /// <param name="query">The query; its statuses are among <see cref="Statuses"/>.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="BadCursorException">The cursor was not issued by this server.</exception>
    public async ValueTask<EventPage> EventsOfAsync(string id, EventQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var limit = query.Limit;
        for (var pages = 1; ; pages++)
        {
            var page = await ledger.ListAsync(query, cancellationToken);
            EventRecord[] found = [.. page.Events.Where(record => EventFailure.Of(record).Any(failure => failure.GroupId == id))];
            if (found.Length > limit)
            {
                return EventPage.Of(found, limit);
            }

            if (found.Length > 0 || page.Cursor is null || pages == MostPages)
            {
                return new EventPage(found, page.Cursor);
            }

            // Large pages, because a group that the first page lacks may be rare.
            query = query with { Cursor = page.Cursor, Limit = EventQuery.MaxLimit };
        }
    }

    /// <inheritdoc/>
    public void Dispose() => counting.Dispose();

    private async ValueTask<IReadOnlyList<FailureGroup>> CountedAsync(CancellationToken cancellationToken)
    {
        await counting.WaitAsync(cancellationToken);
        try
        {
            if (countedAt is not { } at || time.GetElapsedTime(at) >= Interval)
            {
                counted = await CountAsync(cancellationToken);
                countedAt = time.GetTimestamp();
            }

            return counted;
        }
        finally
        {
            counting.Release();
        }
    }

    private async ValueTask<IReadOnlyList<FailureGroup>> CountAsync(CancellationToken cancellationToken)
    {
        Dictionary<(string Source, string? Handler, string Error), FailureGroup> groups = [];
        var open = Statuses.Select(status => new EventQuery { Status = status, Limit = EventQuery.MaxLimit }).ToList();
        var seen = 0;

        // In turn, so that many events of one status leave room for the other.
        while (open.Count > 0 && seen < MostEvents)
        {
            foreach (var query in open.ToArray())
            {
                var page = await ledger.ListAsync(query, cancellationToken);
                foreach (var failure in page.Events.SelectMany(EventFailure.Of))
                {
                    Add(groups, failure);
                }

                seen += page.Events.Count;
                open.Remove(query);
                if (page.Cursor is not null)
                {
                    open.Add(query with { Cursor = page.Cursor });
                }
            }
        }

        var isCut = open.Count > 0;
        return
        [
            .. groups.Values.Select(group => group with { More = isCut, Count = Math.Min(group.Count, MostEvents) })
                .OrderByDescending(group => group.Count).ThenByDescending(group => group.LastAt),
        ];
    }

    private static void Add(Dictionary<(string Source, string? Handler, string Error), FailureGroup> groups, EventFailure failure)
    {
        var key = (failure.Source, failure.Handler, failure.Error);
        groups[key] = groups.TryGetValue(key, out var group)
            ? group with
            {
                Count = group.Count + 1,
                FirstAt = failure.At < group.FirstAt ? failure.At : group.FirstAt,
                LastAt = failure.At > group.LastAt ? failure.At : group.LastAt,
            }
            : new FailureGroup
            {
                Id = failure.GroupId,
                Source = failure.Source,
                Handler = failure.Handler,
                Error = failure.Error,
                Count = 1,
                FirstAt = failure.At,
                LastAt = failure.At,
            };
    }
}
