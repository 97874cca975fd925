using System.Diagnostics;
using PayHooks.Diagnostics;

namespace PayHooks.Receiving;

/// <summary>The activity and the metrics of a received delivery.</summary>
internal static class ReceiveTelemetry
{
    /// <summary>Starts the activity.</summary>
    public static Activity? Start() => Telemetry.Activities.StartActivity(Telemetry.ReceiveActivity, ActivityKind.Server);

    /// <summary>Reports the response to the delivery.</summary>
    public static void Report(Activity? activity, ReceiveResult result, TimeSpan took)
    {
        var outcome = SnakeCase.Of(result.Outcome);
        activity?.SetTag("payhooks.source", result.Source).SetTag("payhooks.outcome", outcome).SetTag("payhooks.reason", result.Reason);

        // The name of an unknown source is caller-supplied: never use it as a tag.
        Telemetry.Deliveries.Add(1, new TagList { { "source", result.Source }, { "outcome", outcome }, { "reason", result.Reason } });
        Telemetry.AckDuration.Record(took.TotalSeconds, new TagList { { "source", result.Source }, { "outcome", outcome } });
    }
}
