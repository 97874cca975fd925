using System.Text.Json;
using Microsoft.AspNetCore.Http;
using PayHooks.Reconciliation;

namespace PayHooks.AspNetCore;

/// <summary>
/// Reads what to reconcile, from the query and from a JSON object with the same members; the query takes precedence. A misspelled name is
/// an error, because a forgotten <c>dryRun</c> enqueues events.
/// </summary>
internal static class ReconcileRequestReader
{
    /// <summary>Returns the request, or what is wrong with it.</summary>
    public static (ReconcileRequest? Request, string? Problem) Read(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        Dictionary<string, string?> members = new(StringComparer.OrdinalIgnoreCase);
        var problem = RequestContent.Of(request.HttpContext).Json is { } json ? Read(json, members) : null;
        if (problem is not null)
        {
            return (null, problem);
        }

        foreach (var (name, values) in request.Query)
        {
            members[name] = values is [.., { Length: > 0 } last] ? last : null;
        }

        return Read(members);
    }

    private static (ReconcileRequest? Request, string? Problem) Read(Dictionary<string, string?> members)
    {
        var result = new ReconcileRequest { Payment = members.GetValueOrDefault("payment") };
        if (members.GetValueOrDefault("since") is { } since)
        {
            result = result with { Since = TimeText.Read(since) };
            if (result.Since is null)
            {
                return (null, TimeText.ProblemOf("since"));
            }
        }

        if (members.GetValueOrDefault("until") is { } until)
        {
            result = result with { Until = TimeText.Read(until) };
            if (result.Until is null)
            {
                return (null, TimeText.ProblemOf("until"));
            }
        }

        foreach (var name in new[] { "dryRun", "redeliver" })
        {
            if (members.GetValueOrDefault(name) is not (null or "true" or "false"))
            {
                return (null, $"{name} is true or false.");
            }
        }

        result = result with
        {
            DryRun = members.GetValueOrDefault("dryRun") == "true",
            Redeliver = members.GetValueOrDefault("redeliver") == "true",
        };
        if (result is { Payment: not null, Redeliver: true })
        {
            return (null, "payment looks up a single payment; redeliver does not apply to it.");
        }

        return result is { Payment: not null } and not { Since: null, Until: null }
            ? (null, "payment looks up a single payment; since and until do not apply to it.")
            : (result, null);
    }

    // Returns what is wrong, or null.
    private static string? Read(JsonElement json, Dictionary<string, string?> members)
    {
        foreach (var member in json.EnumerateObject())
        {
            if (member.Value.ValueKind is not (JsonValueKind.String or JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null))
            {
                return $"{member.Name} has the wrong type.";
            }

            members[member.Name] = member.Value.ValueKind switch
            {
                JsonValueKind.String => member.Value.GetString(),
                JsonValueKind.True => "true",
                JsonValueKind.False => "false",
                _ => null,
            };
        }

        return null;
    }
}
