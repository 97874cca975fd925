namespace PayHooks.Payments;

/// <summary>What is stored of one subject: its events, who made each change, and what cannot be derived from these.</summary>
internal sealed record SubjectRow
{
    /// <summary>The format that this version writes and can read.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The format of the row.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>Which subject it is.</summary>
    public required SubjectKey Key { get; init; }

    /// <summary>How its events are ordered: decided by its first event, for good.</summary>
    public required EventOrdering Ordering { get; init; }

    /// <summary>Its events, in the order in which they were applied.</summary>
    public IReadOnlyList<SubjectEntry> Entries { get; init; } = [];

    /// <summary>Change keys and the events that made these changes.</summary>
    public IReadOnlyDictionary<string, ChangeOwner> Owners { get; init; } = new Dictionary<string, ChangeOwner>();

    /// <summary>The flags that depend on how events arrived or on other payments. <see cref="SubjectFold"/> finds the others.</summary>
    public PaymentFlags ArrivalFlags { get; init; }

    /// <summary>The merchant's reference.</summary>
    public string? MerchantReference { get; init; }

    /// <summary>Live, test, or unknown.</summary>
    public bool? Livemode { get; init; }

    /// <summary>Rises with every write, and never repeats: at least the time of the write in Unix milliseconds.</summary>
    public long Version { get; init; }

    /// <summary>When the newest of its events was received.</summary>
    public DateTimeOffset LastEventAt { get; init; }

    /// <summary>When somebody erased it; ids and change keys in it are hashes since. Null when nobody did.</summary>
    public DateTimeOffset? ErasedAt { get; init; }

    /// <summary>How the row writes a provider's id.</summary>
    public string IdOf(string id) => ErasedAt is null ? id : Key.MaskOf(id);

    /// <summary>How the row writes a change key.</summary>
    public string KeyOf(string changeKey) => ErasedAt is null ? changeKey : ChangeIds.Of(Key, changeKey);
}

/// <summary>How the events of a subject are put in order.</summary>
internal enum EventOrdering
{
    /// <summary>By the time of the change, then by rank.</summary>
    Time = 0,

    /// <summary>By rank alone: the provider gives no usable time.</summary>
    Rank = 1,
}
