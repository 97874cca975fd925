using PayHooks.Registration;

namespace PayHooks.Cli.Registering;

/// <summary>A place of secrets that the tool can describe.</summary>
internal interface INewSecretPlace : ISecretPlace
{
    /// <summary>The secret that was stored; null if none was.</summary>
    string? Stored { get; }

    /// <summary>Where the next secret is stored, for a sentence.</summary>
    string Description { get; }

    /// <summary>Why the plan's secret or URL cannot be stored here, with the fix; null if nothing is known against it.</summary>
    string? ProblemOf(EndpointPlan plan);

    /// <summary>What is left to do for a person after the plan was carried out.</summary>
    IEnumerable<string> Advice(EndpointPlan plan);
}
