using PayHooks.Registration;
using PayHooks.Verification.Api;

namespace PayHooks.Cli.Registering;

/// <summary>A place of secrets that the tool can describe.</summary>
internal interface INewSecretPlace : ISecretPlace
{
    /// <summary>The secret that was stored; null if none was.</summary>
    string? Stored { get; }

    /// <summary>Where the next secret is stored, for a sentence.</summary>
    string Description { get; }

    /// <summary>The index that the next secret has in the source's list.</summary>
    int Index { get; }

    /// <summary>Why the plan's secret or URL cannot be stored here, with the fix; null if it can.</summary>
    string? ProblemOf(EndpointPlan plan, EndpointRules rules);
}
