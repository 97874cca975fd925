using PayHooks.Verification.Api;

namespace PayHooks.Tests.Reconciliation.Simulated;

/// <summary>The endpoint of a simulated provider, with the event types that it gets.</summary>
internal sealed class SimulatedEndpoints(params string[] subscribed) : IEndpointApi
{
    public EndpointRules Rules { get; } = new()
    {
        Events = [EventTypes.PaymentPending, EventTypes.PaymentSucceeded, EventTypes.RefundPending, EventTypes.RefundSucceeded],
        RequiredEvents = [EventTypes.PaymentSucceeded, EventTypes.RefundSucceeded],
    };

    /// <summary>Called before the list is returned.</summary>
    public Func<Task>? OnList { get; init; }

    public async Task<IReadOnlyList<ApiEndpoint>> ListAsync(CancellationToken cancellationToken)
    {
        await (OnList?.Invoke() ?? Task.CompletedTask);
        return [new ApiEndpoint("1", "https://shop.example/webhooks/test") { Enabled = true, Events = subscribed }];
    }

    public Task<ApiEndpoint> CreateAsync(EndpointChange wanted, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task UpdateAsync(string id, EndpointChange change, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<string> SecretAsync(ApiEndpoint endpoint, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task DeleteAsync(string id, CancellationToken cancellationToken) => throw new NotSupportedException();
}
