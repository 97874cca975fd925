using PayHooks.Storage;

namespace PayHooks.ChangeFeed;

/// <summary>Publishes new and changed events to subscribers. Costs nothing while there are none.</summary>
internal sealed class EventChangeFeed
{
    /// <summary>The maximum number of concurrent subscribers.</summary>
    public const int MostFollowers = 100;

    private readonly Lock gate = new();
    private volatile EventSubscription[] followers = [];

    /// <summary>Whether there are subscribers.</summary>
    public bool IsFollowed => followers.Length > 0;

    /// <summary>Subscribes to changes; null if there are too many subscribers. Dispose the subscription to end it.</summary>
    public EventSubscription? Follow()
    {
        lock (gate)
        {
            if (followers.Length >= MostFollowers)
            {
                return null;
            }

            var follower = new EventSubscription(this);
            followers = [.. followers, follower];
            return follower;
        }
    }

    /// <summary>Publishes a record that was written.</summary>
    public void Publish(EventRecord record)
    {
        foreach (var follower in followers)
        {
            follower.Add(record);
        }
    }

    internal void End(EventSubscription follower)
    {
        lock (gate)
        {
            followers = [.. followers.Where(one => one != follower)];
        }
    }
}

/// <summary>
/// The changes that a subscriber has not read yet: the latest state of each event, up to <see cref="MostEvents"/> events, and the number of
/// events dropped beyond that. A slow or idle subscriber therefore uses a bounded amount of memory.
/// </summary>
internal sealed class EventSubscription : IDisposable
{
    /// <summary>The maximum number of unread events.</summary>
    public const int MostEvents = 200;

    private readonly EventChangeFeed owner;
    private readonly Lock gate = new();
    private readonly SemaphoreSlim news = new(0, 1);
    private OrderedDictionary<string, EventRecord> changed = new(StringComparer.Ordinal);
    private long missed;
    private bool isEnded;

    internal EventSubscription(EventChangeFeed owner) => this.owner = owner;

    /// <summary>Waits until something has changed.</summary>
    /// <returns>True if something changed; false after <paramref name="patience"/>.</returns>
    public Task<bool> WaitAsync(TimeSpan patience, CancellationToken cancellationToken) => news.WaitAsync(patience, cancellationToken);

    /// <summary>Takes the pending changes, oldest first, and the number of events that were dropped.</summary>
    public (IReadOnlyCollection<EventRecord> Changed, long Missed) Take()
    {
        lock (gate)
        {
            var taken = (changed.Values, missed);
            (changed, missed) = (new(StringComparer.Ordinal), 0);
            return taken;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        owner.End(this);
        lock (gate)
        {
            isEnded = true;
            news.Dispose();
        }
    }

    internal void Add(EventRecord record)
    {
        lock (gate)
        {
            if (isEnded)
            {
                return;
            }

            // Move it to the end: it is the latest change.
            if (!changed.Remove(record.Id) && changed.Count >= MostEvents)
            {
                missed++;
            }
            else
            {
                changed.Add(record.Id, record);
            }

            if (news.CurrentCount == 0)
            {
                news.Release();
            }
        }
    }
}
