namespace PayHooks.Storage;

/// <summary>What this process has seen of each source, until it is written to the store and after that.</summary>
internal sealed class SourceActivityRecorder(TimeProvider time)
{
    /// <summary>The row of a busy source is written at most this often; that of a quiet one as soon as something happens.</summary>
    public static readonly TimeSpan WriteInterval = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly Dictionary<string, Entry> entries = new(StringComparer.Ordinal);
    private readonly DateTimeOffset since = time.GetUtcNow();

    /// <summary>Notes that a source is configured.</summary>
    public void Configured(string source) => Note(source, static (_, _) => { }, 0);

    /// <summary>Notes a verified delivery.</summary>
    /// <param name="source">The configured source.</param>
    /// <param name="receivedAt">When the delivery arrived (UTC).</param>
    /// <param name="secretIndex">The index of the secret that matched; negative if none was needed.</param>
    public void Delivered(string source, DateTimeOffset receivedAt, int secretIndex) =>
        Note(source, static (entry, delivery) => entry.Delivered(delivery.receivedAt, delivery.secretIndex), (receivedAt, secretIndex));

    /// <summary>Notes a processed delivery. Another instance may have received it, and may have been killed since.</summary>
    public void Processed(DeliveryMessage delivery, EventRecord record, bool isConflict)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        ArgumentNullException.ThrowIfNull(record);
        Note(
            delivery.Source,
            static (entry, seen) =>
            {
                entry.LastEventAt = Later(entry.LastEventAt, seen.record.ReceivedAt);
                if (seen.delivery.Verification != VerificationLevel.Api)
                {
                    entry.Delivered(seen.delivery.ReceivedAt, seen.delivery.SecretIndex);
                }

                if (seen.isConflict)
                {
                    entry.LastConflictAt = Later(entry.LastConflictAt, seen.delivery.ReceivedAt);
                }
            },
            (delivery, record, isConflict));
    }

    /// <summary>Notes a rejected delivery.</summary>
    public void Rejected(string source, DateTimeOffset at) =>
        Note(source, static (entry, at) => entry.LastRejectedAt = Later(entry.LastRejectedAt, at), at);

    /// <summary>What this process has seen of a source.</summary>
    public SourceActivity Find(string source)
    {
        lock (gate)
        {
            return Read(source, entries.GetValueOrDefault(source) ?? new Entry());
        }
    }

    /// <summary>Returns the rows that are due to be written; they count as written unless <see cref="Failed"/> is called.</summary>
    /// <param name="all">Whether to return all changed rows, however recently they were written.</param>
    public IReadOnlyList<SourceActivity> TakeChanged(bool all)
    {
        var now = time.GetTimestamp();
        List<SourceActivity> due = [];
        lock (gate)
        {
            foreach (var (source, entry) in entries.Where(entry => entry.Value.IsChanged
                && (all || entry.Value.WrittenAt is not { } at || time.GetElapsedTime(at, now) >= WriteInterval)))
            {
                (entry.IsChanged, entry.WrittenAt) = (false, now);
                due.Add(Read(source, entry));
            }
        }

        return due;
    }

    /// <summary>Makes rows due again.</summary>
    public void Failed(IReadOnlyList<SourceActivity> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        lock (gate)
        {
            foreach (var row in rows)
            {
                (entries[row.Source].IsChanged, entries[row.Source].WrittenAt) = (true, null);
            }
        }
    }

    private void Note<T>(string source, Action<Entry, T> change, T seen)
    {
        lock (gate)
        {
            if (!entries.TryGetValue(source, out var entry))
            {
                entries[source] = entry = new Entry();
            }

            change(entry, seen);
            entry.IsChanged = true;
        }
    }

    private SourceActivity Read(string source, Entry entry) => new(source)
    {
        FirstSeenAt = since,
        LastDeliveryAt = entry.LastDeliveryAt,
        LastEventAt = entry.LastEventAt,
        LastConflictAt = entry.LastConflictAt,
        LastRejectedAt = entry.LastRejectedAt,
        SecretMatchedAt = [.. entry.SecretMatchedAt],
    };

    private static DateTimeOffset Later(DateTimeOffset? known, DateTimeOffset at) => known > at ? known.Value : at;

    private sealed class Entry
    {
        public DateTimeOffset? LastDeliveryAt { get; set; }

        public DateTimeOffset? LastEventAt { get; set; }

        public DateTimeOffset? LastConflictAt { get; set; }

        public DateTimeOffset? LastRejectedAt { get; set; }

        public List<DateTimeOffset?> SecretMatchedAt { get; } = [];

        public bool IsChanged { get; set; }

        public long? WrittenAt { get; set; }

        public void Delivered(DateTimeOffset receivedAt, int secretIndex)
        {
            LastDeliveryAt = Later(LastDeliveryAt, receivedAt);
            while (SecretMatchedAt.Count <= secretIndex)
            {
                SecretMatchedAt.Add(null);
            }

            if (secretIndex >= 0)
            {
                SecretMatchedAt[secretIndex] = Later(SecretMatchedAt[secretIndex], receivedAt);
            }
        }
    }
}
