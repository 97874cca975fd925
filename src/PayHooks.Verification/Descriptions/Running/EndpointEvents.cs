using PayHooks.Verification.Descriptions.Model;

namespace PayHooks.Verification.Descriptions.Running;

/// <summary>The event types that an endpoint of a source has to get, from the map of its description.</summary>
internal static class EndpointEvents
{
    private static readonly string[] Money = ["payment.", "refund.", "dispute."];

    /// <summary>The provider's event types, and those of them without which payments, refunds or disputes would be missed.</summary>
    public static (IReadOnlyList<string> All, IReadOnlyList<string> Required) Of(
        EndpointEventsDescription? endpoints, EventDescription events)
    {
        if (endpoints is null)
        {
            return ([], []);
        }

        var known = (events.Types ?? new Dictionary<string, string>())
            .Select(one => (Type: OwnType(one.Key, events.Objects.Count > 0), Common: one.Value))
            .Where(one => one.Type.Length > 0 && one.Common != EventTypes.Unrecognised).ToArray();
        var money = known.Where(one => Money.Any(family => Produced(one).StartsWith(family, StringComparison.Ordinal)))
            .Select(one => one.Type).ToHashSet(StringComparer.Ordinal);
        string[] all = endpoints.Only.Count > 0 ? [.. endpoints.Only]
            :
            [
                .. known.Select(one => one.Type).Where(type => !type.EndsWith('*')).Concat(endpoints.Also).Distinct()
                    .Order(StringComparer.Ordinal),
            ];
        string[] required = [.. all.Where(money.Contains)];

        // Where types are not the words of the map, such as topics, all of them count.
        return (all, required.Length > 0 ? required : all);
    }

    private static string OwnType(string key, bool hasKinds)
    {
        var typed = key[(hasKinds ? key.IndexOf(':', StringComparison.Ordinal) + 1 : 0)..];
        return typed.IndexOf('|', StringComparison.Ordinal) is >= 0 and var bar ? typed[..bar] : typed;
    }

    private static string Produced((string Type, string Common) one) => one.Common == TypeMap.Same ? one.Type : one.Common;
}
