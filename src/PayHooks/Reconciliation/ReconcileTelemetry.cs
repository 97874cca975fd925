using System.Diagnostics;
using PayHooks.Diagnostics;
using PayHooks.Verification.Api;

namespace PayHooks.Reconciliation;

/// <summary>The metrics of runs. A dry run counts only its requests.</summary>
internal static class ReconcileTelemetry
{
    /// <summary>Counts a request.</summary>
    /// <param name="source">The source.</param>
    /// <param name="failure">Why it failed; null if it did not.</param>
    public static void Requested(string source, ApiFailure? failure) => Telemetry.ReconcileRequests.Add(
        1, new TagList { { "source", source }, { "outcome", failure is { } why ? SnakeCase.Of(why) : "succeeded" } });

    /// <summary>Counts what a run found.</summary>
    public static void Ended(ReconcileRun run)
    {
        if (run.DryRun)
        {
            return;
        }

        TagList source = new() { { "source", run.Source } };
        Telemetry.ReconcileChecked.Add(run.Checked, source);
        Telemetry.ReconcileMissed.Add(run.Missed, source);
        Telemetry.ReconcileConflicts.Add(run.Conflicts, source);
    }

    /// <summary>Records how old the watermark is; zero for one that a wrong clock has put into the future.</summary>
    public static void Sampled(string source, TimeSpan age) => Telemetry.ReconcileWatermarkAge.Record(
        Math.Max(0, age.TotalSeconds), new TagList { { "source", source } });
}
