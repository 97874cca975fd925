using System.Text.Json.Serialization;

namespace PayHooks.Diagnostics;

/// <summary>Checks a part of a running server, for a person who has just deployed it or looks for a fault.</summary>
internal interface ISelfCheck
{
    /// <summary>What is checked, if the check itself fails.</summary>
    string Name { get; }

    /// <summary>Runs the check. Only reads.</summary>
    ValueTask<IReadOnlyList<SelfCheckResult>> RunAsync(CancellationToken cancellationToken);
}

/// <summary>What a check found.</summary>
/// <param name="Name">What was checked.</param>
/// <param name="State">The result.</param>
/// <param name="Finding">What was found; contains no secret.</param>
/// <param name="Fix">What to do; null if nothing.</param>
internal sealed record SelfCheckResult(string Name, SelfCheckState State, string Finding, string? Fix = null)
{
    /// <summary>Nothing is wrong.</summary>
    public static SelfCheckResult Passed(string name, string finding) => new(name, SelfCheckState.Passed, finding);

    /// <summary>Something should be changed or looked at, but works.</summary>
    public static SelfCheckResult Warning(string name, string finding, string fix) => new(name, SelfCheckState.Warning, finding, fix);

    /// <summary>Something does not work.</summary>
    public static SelfCheckResult Failed(string name, string finding, string fix) => new(name, SelfCheckState.Failed, finding, fix);

    /// <summary>The server cannot see this itself; the fix says how a person can.</summary>
    public static SelfCheckResult Unknown(string name, string finding, string fix) => new(name, SelfCheckState.Unknown, finding, fix);
}

/// <summary>The result of a check.</summary>
internal enum SelfCheckState
{
    /// <summary>Nothing is wrong.</summary>
    [JsonStringEnumMemberName("passed")]
    Passed,

    /// <summary>Works, but should be looked at.</summary>
    [JsonStringEnumMemberName("warning")]
    Warning,

    /// <summary>Does not work.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>Cannot be checked from the server.</summary>
    [JsonStringEnumMemberName("unknown")]
    Unknown,
}
