using System.Collections.Concurrent;
using System.Text;
using PayHooks.Tests.Support;
using PayHooks.Verification.Api;

namespace PayHooks.Tests.Confirmation;

/// <summary>The API of a provider that knows what a test tells it.</summary>
internal sealed class FakeApi : IProviderApi
{
    private readonly ConcurrentDictionary<string, string[]> known = new();

    public ApiCapabilities Capabilities { get; init; } = new()
    {
        Finds = new HashSet<SubjectKind>(Enum.GetValues<SubjectKind>()),
    };

    /// <summary>An id that the API does not take.</summary>
    public string? Foreign { get; set; }

    public bool CanFind(ApiLookup lookup) => Capabilities.Finds.Contains(lookup.Subject.Kind) && lookup.Subject.Id != Foreign;

    /// <summary>What was looked up, in order.</summary>
    public ConcurrentQueue<ApiLookup> Asked { get; } = new();

    /// <summary>The failure of every request; null while it works.</summary>
    public ProviderApiException? Failure { get; set; }

    /// <summary>Called before an answer.</summary>
    public Func<Task>? Before { get; set; }

    /// <summary>An item with the id of its webhook's event.</summary>
    public static ApiItem ItemOf(string body) => new(Encoding.UTF8.GetBytes(body)) { HasWebhookIdentity = true };

    /// <summary>Sets the items that an object is reported as.</summary>
    public void Report(string id, params string[] items) => known[id] = items;

    public async Task<IReadOnlyList<ApiItem>> FindAsync(ApiLookup lookup, CancellationToken cancellationToken)
    {
        Asked.Enqueue(lookup);
        await (Before?.Invoke() ?? Task.CompletedTask);
        return Failure is { } failure
            ? throw new ProviderApiException(failure.Failure, failure.Message) { RetryAfter = failure.RetryAfter }
            : [.. known.GetValueOrDefault(lookup.Subject.Id, []).Select(ItemOf)];
    }

    public Task<ApiPage> ListAsync(ApiWindow window, string? cursor, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}

/// <summary>An API that always reports the same, unless a fault strikes.</summary>
internal sealed class FaultyApi(string item, FaultPlan plan) : IProviderApi
{
    public ApiCapabilities Capabilities { get; } = new() { Finds = new HashSet<SubjectKind> { SubjectKind.Payment } };

    public async Task<IReadOnlyList<ApiItem>> FindAsync(ApiLookup lookup, CancellationToken cancellationToken) => await plan.CallAsync(
        () => ValueTask.FromResult<IReadOnlyList<ApiItem>>([FakeApi.ItemOf(item)]), cancellationToken);

    public Task<ApiPage> ListAsync(ApiWindow window, string? cursor, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
