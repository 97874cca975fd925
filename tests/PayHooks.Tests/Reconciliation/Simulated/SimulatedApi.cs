using System.Globalization;
using PayHooks.Verification.Api;

namespace PayHooks.Tests.Reconciliation.Simulated;

/// <summary>
/// The API of a simulated provider. A cursor is a number of items, as page numbers are: what is added meanwhile moves all pages.
/// </summary>
internal sealed class SimulatedApi(SimulatedShop shop) : IProviderApi
{
    private int requests;

    public SimulatedList List { get; init; } = SimulatedList.Events;

    public ApiTimeFilter Filter { get; init; } = ApiTimeFilter.Created;

    public TimeSpan? MaxAge { get; init; }

    /// <summary>Whether the list has everything.</summary>
    public bool IsComplete { get; init; }

    public IEndpointApi? Endpoints { get; init; }

    public int PageSize { get; init; } = 10;

    /// <summary>Called before each request with its number, from 1.</summary>
    public Func<int, Task>? OnRequest { get; set; }

    /// <summary>The windows that were asked for, and the payments that were looked up.</summary>
    public List<ApiWindow> Windows { get; } = [];

    public int Requests => requests;

    /// <summary>Items that no list has, in the same form.</summary>
    public List<ApiItem> Further { get; } = [];

    public ApiCapabilities Capabilities => new()
    {
        Lists = true,
        ListsEvents = List == SimulatedList.Events,
        Filter = Filter,
        MaxAge = MaxAge,
        IsComplete = IsComplete,
        Finds = new HashSet<SubjectKind> { SubjectKind.Payment },
    };

    public async Task<ApiPage> ListAsync(ApiWindow window, string? cursor, CancellationToken cancellationToken)
    {
        Windows.Add(window);
        await AskAsync();
        var all = Further.Concat(shop.List(List, Filter))
            .Where(item => Filter == ApiTimeFilter.None || !(item.At < window.From || item.At > window.Until)).ToArray();
        var skipped = cursor is null ? 0 : int.Parse(cursor, CultureInfo.InvariantCulture);
        var next = skipped + PageSize;
        ApiItem[] page = [.. all.Skip(skipped).Take(PageSize)];
        var isLast = next >= all.Length || (Filter == ApiTimeFilter.None && Array.TrueForAll(page, item => item.At < window.From));
        return new ApiPage(page, isLast ? null : next.ToString(CultureInfo.InvariantCulture));
    }

    public async Task<IReadOnlyList<ApiItem>> FindAsync(ApiLookup lookup, CancellationToken cancellationToken)
    {
        await AskAsync();
        return
        [
            .. shop.Present.Where(change => change.Payment == lookup.Subject.Id)
                .Select(change => SimulatedShop.ItemOf(change, List) with { At = change.At }),
        ];
    }

    /// <summary>The next requests fail.</summary>
    public void FailWith(ProviderApiException failure) => OnRequest = _ => throw failure;

    private async Task AskAsync()
    {
        requests++;
        await (OnRequest?.Invoke(requests) ?? Task.CompletedTask);
    }
}
