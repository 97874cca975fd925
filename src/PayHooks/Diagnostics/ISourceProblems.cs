namespace PayHooks.Diagnostics;

/// <summary>Knows what is wrong with sources besides their settings, so that every view of a source shows it.</summary>
internal interface ISourceProblems
{
    /// <summary>The problems by source: what is wrong and what to do, without secrets.</summary>
    ValueTask<IReadOnlyDictionary<string, string>> ReadAsync(CancellationToken cancellationToken);
}
