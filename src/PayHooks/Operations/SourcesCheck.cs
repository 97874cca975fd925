using PayHooks.Diagnostics;

namespace PayHooks.Operations;

/// <summary>Checks the settings of each source, and when it was last heard of.</summary>
internal sealed class SourcesCheck(SourceReport report, TimeProvider time) : ISelfCheck
{
    /// <inheritdoc/>
    public string Name => "sources";

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<SelfCheckResult>> RunAsync(CancellationToken cancellationToken)
    {
        var states = await report.ReadAsync(cancellationToken);
        return states.Sources.Count == 0
            ?
            [
                SelfCheckResult.Failed(
                    Name, "No source is configured, so every webhook gets a 404 response.",
                    "Set PayHooks__Sources__<name>__Provider and __Secrets__0."),
            ]
            : [.. states.Sources.Select(Of)];
    }

    private SelfCheckResult Of(SourceState source)
    {
        var name = $"source {source.Name}";
        return source switch
        {
            { Problem: { } problem, IsAtProvider: true } => SelfCheckResult.Failed(
                name, problem, "The provider is asked again within the hour; its response updates this result."),
            { Problem: { } problem } => SelfCheckResult.Failed(name, problem, "Correct the setting and restart."),
            { Silent: true } => SelfCheckResult.Failed(
                name, source.LastDeliveryAt is { } last ? $"Silent: the last genuine delivery came {Ago(last)}."
                    : "Silent: no genuine delivery has arrived since the source was configured.",
                "Check the webhook's URL and its log in the provider's dashboard."),
            { LastDeliveryAt: null } => SelfCheckResult.Warning(
                name, "No genuine delivery has arrived yet.",
                "Send a test event from the provider's dashboard. A rejected one appears in GET /api/rejected."),
            { OldSecret: true } => SelfCheckResult.Warning(
                name, "The provider still signs with a secret that is not the newest.",
                "Change it in the provider's dashboard, or remove the newest from the settings."),
            { LastDeliveryAt: { } last } => SelfCheckResult.Passed(name, $"The last genuine delivery came {Ago(last)}."),
        };
    }

    private string Ago(DateTimeOffset at) => (time.GetUtcNow() - at) switch
    {
        { TotalMinutes: < 2 } => "within the last two minutes",
        { TotalHours: < 2 } ago => $"{ago.TotalMinutes:0} minutes ago",
        { TotalDays: < 2 } ago => $"{ago.TotalHours:0} hours ago",
        var ago => $"{ago.TotalDays:0} days ago",
    };
}
