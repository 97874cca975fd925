using System.Text.Json;
using PayHooks.Cli.Terminal;
using PayHooks.Registration;
using PayHooks.Verification.Api;

namespace PayHooks.Cli.Registering;

/// <summary>Says what a registration does, or would do.</summary>
internal static class RegisterReport
{
    private const int MostNamed = 3;

    /// <summary>Shows a plan: one line for each thing that is done.</summary>
    public static void Show(CliConsole screen, EndpointPlan plan, string where)
    {
        foreach (var line in Lines(plan, where))
        {
            screen.Line(line);
        }
    }

    /// <summary>Writes a plan as JSON.</summary>
    public static void Write(Utf8JsonWriter writer, string source, EndpointPlan plan, bool dryRun, string where, string? secret)
    {
        writer.WriteStartObject();
        writer.WriteString("source", source);
        writer.WriteString("url", ShownUrl.Of(plan.Url));
        writer.WriteBoolean("dryRun", dryRun);
        writer.WriteBoolean("changed", !dryRun && !plan.IsDone);
        writer.WriteStartArray("steps");
        foreach (var step in plan.Steps)
        {
            writer.WriteStartObject();
            writer.WriteString("action", NameOf(step.Action));
            writer.WriteString("id", step.Existing?.Id);
            WriteTexts(writer, "events", step.Events);
            WriteTexts(writer, "missing", step.Missing);
            writer.WriteBoolean("enables", step.Enables);
            writer.WriteBoolean("renewsSecret", step.RenewsSecret);
            writer.WriteBoolean("storesSecret", step.StoresSecret);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        WriteTexts(writer, "deletes", plan.Leftovers.Select(endpoint => endpoint.Id));
        WriteTexts(writer, "otherUrls", plan.Others.Select(endpoint => ShownUrl.Of(endpoint.Url)));
        WriteTexts(writer, "remarks", plan.Remarks);
        writer.WriteString("secretIn", plan.StoresSecret ? where : null);
        if (secret is not null)
        {
            writer.WriteString("secret", secret);
        }

        writer.WriteEndObject();
    }

    private static IEnumerable<string> Lines(EndpointPlan plan, string where)
    {
        foreach (var step in plan.Steps)
        {
            yield return step switch
            {
                { Action: EndpointAction.Create } => $"create   an endpoint {EventsOf(step.Events)}",
                { Action: EndpointAction.Replace, Existing: { } old } => $"replace  endpoint {old.Id}, so that it gets a new secret",
                { Action: EndpointAction.Change, Existing: { } old } => $"change   endpoint {old.Id}: {string.Join("; ", ChangesOf(step))}",
                _ => $"keep     endpoint {step.Existing?.Id}, which is as it should be",
            };
        }

        foreach (var leftover in plan.Leftovers)
        {
            yield return $"delete   endpoint {leftover.Id}, whose registration did not finish";
        }

        foreach (var other in plan.Others)
        {
            yield return $"leave    endpoint {other.Id}, which leads to this source, too:";
            yield return $"         {ShownUrl.Of(other.Url)}";
        }

        if (plan.StoresSecret)
        {
            yield return $"store    the secret {where}";
        }
    }

    private static IEnumerable<string> ChangesOf(EndpointStep step)
    {
        if (step.Missing.Count > 0)
        {
            yield return $"add {Names(step.Missing)}";
        }

        if (step.RenewsSecret)
        {
            yield return "new secret";
        }
        else if (step.StoresSecret)
        {
            yield return "its secret is not in the settings";
        }

        if (step.Enables)
        {
            yield return "enable";
        }
    }

    private static string EventsOf(IReadOnlyList<string> events) => events switch
    {
        [] => "for all events",
        [var only] => $"for {only}",
        _ => $"for {Format.Count(events.Count, "event type")}",
    };

    private static string Names(IReadOnlyList<string> types) => types.Count <= MostNamed ? string.Join(", ", types)
        : $"{string.Join(", ", types.Take(MostNamed))} and {types.Count - MostNamed} more";

    private static string NameOf(EndpointAction action) => action switch
    {
        EndpointAction.Create => "create",
        EndpointAction.Change => "change",
        EndpointAction.Replace => "replace",
        _ => "keep",
    };

    private static void WriteTexts(Utf8JsonWriter writer, string name, IEnumerable<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }
}
