using System.Text.Json;
using PayHooks.Tests.Support;
using PayHooks.Verification;
using PayHooks.Verification.Api;

namespace PayHooks.Tests.Reconciliation.Simulated;

/// <summary>The test provider with statuses, modes and an API. An API's items are those of a <see cref="SimulatedShop"/>.</summary>
internal sealed class SimulatedProvider(SourceSettings settings, IProviderApi api) : IWebhookProvider
{
    private readonly TestProvider webhooks = new(settings);

    /// <summary>What the source reports; empty for everything.</summary>
    public IReadOnlyList<ProducedType> Produces { get; init; } = [];

    public PaymentRules Payments => webhooks.Payments;

    public static ProviderRegistry RegistryOf(IProviderApi api, IReadOnlyList<ProducedType>? produces = null)
    {
        var registry = new ProviderRegistry();
        registry.Add(TestProvider.Descriptor with
        {
            Create = settings => new SimulatedProvider(settings, api) { Produces = produces ?? [] },
        });
        return registry;
    }

    public IProviderApi CreateApi(HttpMessageInvoker http) => api;

    public Verdict Verify(Delivery delivery) => webhooks.Verify(delivery);

    public SignedBody Sign(ReadOnlyMemory<byte> body, Secret secret, DateTimeOffset now, string? url = null) =>
        webhooks.Sign(body, secret, now, url);

    public EventFacts Read(ReadOnlyMemory<byte> body, Func<string, string?>? header = null)
    {
        var facts = webhooks.Read(body, header);
        if (EventPayload.Parse(body) is not { ValueKind: JsonValueKind.Object } json)
        {
            return facts;
        }

        return facts with
        {
            ProviderType = json.TryGetProperty("status", out var status) ? status.GetString() : null,
            Livemode = json.TryGetProperty("live", out var live) ? live.GetBoolean() : null,
            OccurredAt = facts.Subject?.ChangedAt,
        };
    }
}
