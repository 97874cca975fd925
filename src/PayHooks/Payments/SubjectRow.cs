namespace PayHooks.Payments;

/// <summary>The stored row of a subject: its events, the owner of each change, and data that cannot be derived from these.</summary>
internal sealed record SubjectRow
{
    /// <summary>The format that this version writes and reads.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The format of the row.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>The subject's key.</summary>
    public required SubjectKey Key { get; init; }

    /// <summary>The order of its events, fixed by the first event.</summary>
    public required EventOrdering Ordering { get; init; }

    /// <summary>Its events, in the order in which they were applied.</summary>
    public IReadOnlyList<SubjectEntry> Entries { get; init; } = [];

    /// <summary>Change keys and the events that made the changes.</summary>
    public IReadOnlyDictionary<string, ChangeOwner> Owners { get; init; } = new Dictionary<string, ChangeOwner>();

    /// <summary>The flags that depend on the order of arrival or on other payments. <see cref="SubjectFold"/> computes the
    /// others.</summary>
    public PaymentFlags ArrivalFlags { get; init; }

    /// <summary>The merchant's reference.</summary>
    public string? MerchantReference { get; init; }

    /// <summary>Live, test, or unknown.</summary>
    public bool? Livemode { get; init; }

    /// <summary>Increases with every write and never repeats: at least the time of the write in Unix milliseconds.</summary>
    public long Version { get; init; }

    /// <summary>When the newest of its events was received.</summary>
    public DateTimeOffset LastEventAt { get; init; }

    /// <summary>When the row was erased, or null; its ids and change keys have been hashes since then.</summary>
    public DateTimeOffset? ErasedAt { get; init; }

    /// <summary>A provider's id as stored in this row.</summary>
    public string IdOf(string id) => ErasedAt is null ? id : Key.MaskOf(id);

    /// <summary>A change key as stored in this row.</summary>
    public string KeyOf(string changeKey) => ErasedAt is null ? changeKey : ChangeIds.Of(Key, changeKey);

    /// <summary>The version for a row that is written now.</summary>
    public long NextVersion(DateTimeOffset now) => Math.Max(Version + 1, now.ToUnixTimeMilliseconds());
}

/// <summary>How the events of a subject are ordered.</summary>
internal enum EventOrdering
{
    /// <summary>By the time of the change, then by rank.</summary>
    Time = 0,

    /// <summary>By rank alone: the provider gives no usable time.</summary>
    Rank = 1,
}
