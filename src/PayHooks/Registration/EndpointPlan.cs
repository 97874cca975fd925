using PayHooks.Verification.Api;

namespace PayHooks.Registration;

/// <summary>What a registration would do.</summary>
/// <param name="Url">The URL to register.</param>
/// <param name="Steps">A step for each endpoint that the source needs: usually one.</param>
internal sealed record EndpointPlan(string Url, IReadOnlyList<EndpointStep> Steps)
{
    /// <summary>Endpoints of registrations that did not finish, whose secret is lost. They are deleted at the end.</summary>
    public IReadOnlyList<ApiEndpoint> Leftovers { get; init; } = [];

    /// <summary>Other endpoints that lead to this source, with this URL or another one. They are left as they are.</summary>
    public IReadOnlyList<ApiEndpoint> Others { get; init; } = [];

    /// <summary>Why nothing is done, with the fix; null if something can be done, or nothing has to be.</summary>
    public string? Refusal { get; init; }

    /// <summary>What differs, but cannot be changed by the API, with the fix.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>Whether everything is as it should be.</summary>
    public bool IsDone => Refusal is null && Leftovers.Count == 0 && Steps.All(step => step.Action == EndpointAction.None);

    /// <summary>Whether the URL is going to be stored, because the provider signs it and the settings have another one.</summary>
    public bool StoresUrl { get; init; }

    /// <summary>Whether endpoints get a new secret although they have one.</summary>
    public bool RenewsSecret => Steps.Any(step => step.RenewsSecret);

    /// <summary>Whether a secret is going to be stored.</summary>
    public bool StoresSecret => Steps.Any(step => step.StoresSecret);
}

/// <summary>What is done about one endpoint.</summary>
/// <param name="Action">What is done.</param>
/// <param name="Events">All event types that it has afterwards; empty if it gets everything.</param>
internal sealed record EndpointStep(EndpointAction Action, IReadOnlyList<string> Events)
{
    /// <summary>The endpoint as it is; null if it is created.</summary>
    public ApiEndpoint? Existing { get; init; }

    /// <summary>The event types that it lacks.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>Whether it is disabled, and is enabled.</summary>
    public bool Enables { get; init; }

    /// <summary>Whether its secret is stored.</summary>
    public bool StoresSecret { get; init; }

    /// <summary>Whether it gets another secret.</summary>
    public bool RenewsSecret { get; init; }

    /// <summary>Without the secret that the endpoint may contain.</summary>
    public override string ToString() => $"{nameof(EndpointStep)} {{ Action = {Action}, Existing = {Existing} }}";
}

/// <summary>What is done about an endpoint.</summary>
internal enum EndpointAction
{
    /// <summary>It is as it should be.</summary>
    None = 0,

    /// <summary>It is created.</summary>
    Create = 1,

    /// <summary>It is changed, or only its secret is stored.</summary>
    Change = 2,

    /// <summary>A new one is created and this one is deleted, because its secret cannot be had otherwise.</summary>
    Replace = 3,
}
