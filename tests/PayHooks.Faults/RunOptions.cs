namespace PayHooks.Faults;

/// <summary>What is to be run.</summary>
/// <param name="Events">How many events.</param>
/// <param name="Kills">How many kills.</param>
/// <param name="Seed">What the events, their repeats and the instants of the kills are drawn from.</param>
/// <param name="OnAzurite">Whether the Azure adapters are tested rather than the embedded store.</param>
/// <param name="Replays">Whether the kills come while one bulk replay runs all events again.</param>
internal sealed record RunOptions(int Events, int Kills, int Seed, bool OnAzurite, bool Replays);
