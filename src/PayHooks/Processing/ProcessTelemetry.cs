using System.Diagnostics;
using PayHooks.Diagnostics;
using PayHooks.Storage;

namespace PayHooks.Processing;

/// <summary>The activity and the metrics of a processed message.</summary>
internal static class ProcessTelemetry
{
    /// <summary>Starts the activity of a message, linked to the receipt of its delivery.</summary>
    public static Activity? Start(QueueMessage? message) => Telemetry.Activities.StartActivity(
        Telemetry.ProcessActivity,
        ActivityKind.Consumer,
        parentContext: default,
        links: ActivityContext.TryParse(message?.TraceParent, null, isRemote: true, out var receipt) ? [new ActivityLink(receipt)] : null);

    /// <summary>Reports what became of the message.</summary>
    public static void Report(Activity? activity, ProcessResult result)
    {
        var outcome = SnakeCase.Of(result.Outcome);
        activity?.SetTag("payhooks.event.id", result.EventId).SetTag("payhooks.source", result.Source).SetTag("payhooks.outcome", outcome);
        if (result.Outcome is ProcessOutcome.Dead or ProcessOutcome.Retrying or ProcessOutcome.Abandoned)
        {
            activity?.SetStatus(ActivityStatusCode.Error, result.Why);
        }

        Telemetry.Events.Add(1, new TagList { { "source", result.Source }, { "type", result.Type }, { "outcome", outcome } });
        if (result.IsConflict)
        {
            Telemetry.Conflicts.Add(1, new TagList { { "source", result.Source } });
        }

        if (result.EventOutcome is { } unhandled and not EventOutcome.Handled)
        {
            Telemetry.UnhandledEvents.Add(
                1, new TagList { { "source", result.Source }, { "type", result.Type }, { "outcome", EventOutcomeText.Of(unhandled) } });
        }
    }
}
