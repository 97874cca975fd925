using System.Text;
using System.Text.Json.Nodes;
using PayHooks.Tests.Payments;

namespace PayHooks.Tests.Processing.Model;

/// <summary>What the events of one run are about.</summary>
/// <param name="Rules">How their payments are ordered.</param>
/// <param name="JoinsWrites">Whether the store changes payments in the same write as a claim.</param>
/// <param name="Events">Ids and bodies.</param>
internal sealed record ModelEvents(PaymentRules Rules, bool JoinsWrites, IReadOnlyList<(string Id, string Body)> Events)
{
    private const int FewEvents = 2;
    private const int MostEvents = 4;

    /// <summary>Every third run has two events of nothing, to which more happens; the others have a few of two payments of one
    /// order.</summary>
    public static ModelEvents Make(int seed, int run)
    {
        var random = new Random(seed);
        var rules = new PaymentRules(OrdersByTime: random.Next(2) == 0, VoidsPaid: random.Next(3) == 0, SharesReferences: false);
        var joins = seed % 2 == 0;
        return seed % 3 == 0
            ? new ModelEvents(
                rules, joins, [.. Enumerable.Range(1, FewEvents).Select(number => $"e{number}-{run}").Select(id => (id, $$"""{"id":"{{id}}"}"""))])
            : new ModelEvents(rules, joins, RandomDeliveries.Make(random, rules, $"{run}", MostEvents));
    }

    /// <summary>The body of a delivery; the other body of an event contradicts the first.</summary>
    public byte[] BodyOf(int which, bool isOther)
    {
        var body = JsonNode.Parse(Events[which].Body)!;
        if (isOther)
        {
            body[body["total"] is null ? "amount" : "total"] = "0.13";
        }

        return Encoding.ASCII.GetBytes(body.ToJsonString());
    }

    /// <summary>How far a delivery is authenticated.</summary>
    public VerificationLevel LevelOf(int which) =>
        JsonNode.Parse(Events[which].Body)!["level"] is null ? VerificationLevel.Signature : VerificationLevel.Partial;
}
