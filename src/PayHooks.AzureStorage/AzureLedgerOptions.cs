namespace PayHooks.AzureStorage;

/// <summary>The settings of the ledger.</summary>
internal sealed record AzureLedgerOptions
{
    /// <summary>The names of the configured sources: an id alone does not determine the partition of its row.</summary>
    public required IReadOnlyList<string> Sources { get; init; }

    /// <summary>How long records and bodies of completed events are kept.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(35);

    /// <summary>The number of partitions in the table of a day.</summary>
    public int Shards { get; init; } = 2;

    /// <summary>This machine's clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The service's clock.</summary>
    public ServiceClock Clock { get; init; } = new();

    /// <summary>How many of the 256 partitions of every source one run of the sweep reads.</summary>
    public int SweptPartitions { get; init; } = 1;
}
