using PayHooks.Storage;

namespace PayHooks.ChangeFeed;

/// <summary>Publishes new and changed events to subscribers. Costs nothing while there are none.</summary>
internal sealed class EventChangeFeed
{
    /// <summary>How many may follow at the same time.</summary>
    public const int MostFollowers = 100;

    private readonly Lock gate = new();
    private volatile EventSubscription[] followers = [];

    /// <summary>Whether there are subscribers.</summary>
    public bool IsFollowed => followers.Length > 0;

    /// <summary>Begins to follow; null when too many do already. Dispose it to end.</summary>
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
/// What one follower has not taken yet: the last state of each event, up to <see cref="MostEvents"/> of them, and how often
/// there was no room for more. So a follower that is slow, or asleep, costs a fixed amount of memory.
/// </summary>
internal sealed class EventSubscription : IDisposable
{
    /// <summary>How many events are remembered until they are taken.</summary>
    public const int MostEvents = 200;

    private readonly EventChangeFeed owner;
    private readonly Lock gate = new();
    private readonly SemaphoreSlim news = new(0, 1);
    private OrderedDictionary<string, EventRecord> changed = new(StringComparer.Ordinal);
    private long missed;
    private bool isEnded;

    internal EventSubscription(EventChangeFeed owner) => this.owner = owner;

    /// <summary>Waits until something has changed.</summary>
    /// <returns>Whether it has; false after <paramref name="patience"/>.</returns>
    public Task<bool> WaitAsync(TimeSpan patience, CancellationToken cancellationToken) => news.WaitAsync(patience, cancellationToken);

    /// <summary>Takes what has changed, oldest change first, and how often an event had no room.</summary>
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

            // Moved to the end: it is the latest change.
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
