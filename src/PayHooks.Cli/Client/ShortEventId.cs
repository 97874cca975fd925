using PayHooks.Cli.Terminal;
using PayHooks.Verification;

namespace PayHooks.Cli.Client;

/// <summary>The first characters of an event's id, as a narrow terminal shows them.</summary>
internal static class ShortEventId
{
    private const int Newest = 500;
    private const int FullLength = 30;

    /// <summary>Whether a text has the form of a shortened id.</summary>
    public static bool IsWellFormed(string text) =>
        text.Length is >= TextTable.ShortId and < FullLength && EventIds.IsWellFormed(text.PadRight(FullLength, 'a'));

    /// <summary>Returns the whole id, or the problem. Only the newest events are looked through.</summary>
    public static async Task<(string Id, string? Problem)> FindAsync(ApiClient api, string id, CancellationToken cancellationToken)
    {
        if (EventIds.IsWellFormed(id))
        {
            return (id, null);
        }

        var list = await EventList.ReadAsync(api, new EventFilter(), Newest, cancellationToken);
        string[] found = [.. list.Events.Select(one => one.Id).Where(one => one.StartsWith(id, StringComparison.Ordinal))];
        return list.Problem is not null ? (id, list.Problem) : found switch
        {
            [var one] => (one, null),
            [] => (id, $"None of the newest {Newest} events at {api.Name} begins with {id}. Name older ones by the whole id: "
                + $"payhooks events --json{api.Option} lists it."),
            _ => (id, $"Several events begin with {id}: {string.Join(", ", found)}."),
        };
    }
}
