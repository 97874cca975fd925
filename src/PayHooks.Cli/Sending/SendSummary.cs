using PayHooks.Cli.Settings;
using PayHooks.Cli.Terminal;

namespace PayHooks.Cli.Sending;

/// <summary>Summarizes a <c>send</c> and determines its exit code.</summary>
internal sealed class SendSummary(CliConsole screen, WebhookTarget target, bool tampered)
{
    private const int ShownIds = 3;
    private const int Refused = 401;
    private const int Unreadable = 400;

    /// <summary>Shows the summary and returns the exit code.</summary>
    public int Show(SendReport report, IReadOnlyList<string> eventIds, long total, bool asJson)
    {
        if (report.Answers.Count == 0)
        {
            return screen.Fail("Interrupted before anything was answered.");
        }

        if (report.Answers.All(answer => answer.Status is null))
        {
            return screen.Fail(
                $"Nothing answers at {target.Server}: {report.Answers[0].Problem}. Start the local server with: payhooks serve. "
                + "Or name another one with --to URL.");
        }

        var failed = report.Answers.Count < total || report.Answers.Any(answer => !IsAsWished(answer));
        if (asJson)
        {
            ShowJson(report, eventIds);
            return failed ? 1 : 0;
        }

        if (total == 1)
        {
            screen.Facts(
                ("answer", $"{report.Answers[0].Status} after {Format.Took(report.Answers[0].Took)} from {target.Shown}"),
                ("event", tampered || failed ? null : eventIds[0]));
        }
        else
        {
            ShowMany(report, eventIds, total);
        }

        Advise(report, eventIds, failed);
        return failed ? 1 : 0;
    }

    private bool IsAsWished(SendResult answer) => tampered ? answer.Status is Refused or Unreadable : answer.IsAccepted;

    private void ShowMany(SendReport report, IReadOnlyList<string> eventIds, long total)
    {
        var rate = report.Answers.Count / Math.Max(report.Took.TotalSeconds, 0.001);
        var more = eventIds.Count > ShownIds ? $", and {eventIds.Count - ShownIds} more (--json lists all)" : "";
        screen.Facts(
            [("sent", $"{Sent(report, total)} of {Format.Count(eventIds.Count, "event")} to {target.Shown} in {Format.Took(report.Took)} "
                + $"({rate:0}/s)"),
            .. report.Counts.Select(answers => (answers.Status, (string?)$"{answers.Count}")),
            ("latency", $"p50 {Format.Took(report.Percentile(0.5))}, p95 {Format.Took(report.Percentile(0.95))}, p99 "
                + $"{Format.Took(report.Percentile(0.99))}"),
            ("events", tampered ? null : string.Join(", ", eventIds.Take(ShownIds)) + more)]);
    }

    private void Advise(SendReport report, IReadOnlyList<string> eventIds, bool failed)
    {
        if (!failed)
        {
            if (tampered)
            {
                screen.Hint("Altered after signing and rejected, as expected.");
            }
            else
            {
                screen.Next($"show {eventIds[0]}{Elsewhere()}");
            }

            return;
        }

        if (report.Answers.FirstOrDefault(answer => !IsAsWished(answer)) is not { } worst)
        {
            screen.Fail("Interrupted before all were sent.");
            return;
        }

        var advice = worst.Status switch
        {
            >= 200 and < 300 => "It was accepted although it was altered. Does the source verify signatures at all?",
            401 => $"Rejected: the source '{target.Source}' has another secret, or does not accept this kind unsigned. The server's log "
                + "and the "
                + "console's Rejected page have the reason; payhooks verify checks a saved delivery against a secret.",
            400 => "Rejected: the body is not what the provider signs. The server's log has the reason.",
            404 when !target.IsWebhookPath =>
                $"{target.Url.AbsolutePath} is not the path of a webhook. Webhooks are at {target.Server}/webhooks/{target.Source}.",
            404 => $"The server has no source '{target.Source}'. Name one of its sources with --source, or set "
                + $"PayHooks__Sources__{target.Source}__Secrets__0 and restart it.",
            413 => "The body is larger than the server accepts (PayHooks__MaxBodyBytes).",
            503 => "The server could not make it durable, or the source's secret is not usable. Its log says which; a provider would try "
                + "again.",
            null => "Some deliveries were not answered.",
            _ => "Not every answer was a 2xx.",
        };
        screen.Fail(advice);
    }

    private static string Sent(SendReport report, long total) => report.Answers.Count == total
        ? Format.Count(total, "delivery")
        : $"{report.Answers.Count} of {Format.Count(total, "delivery")}";

    private string Elsewhere() => target.Server == DefaultServer.Url ? "" : $" --server {target.Server}";

    private void ShowJson(SendReport report, IReadOnlyList<string> eventIds) => Json.WriteLine(screen.Out, json =>
    {
        json.WriteStartObject();
        json.WriteString("url"u8, target.Shown);
        json.WriteString("source"u8, target.Source);
        json.WriteNumber("deliveries"u8, report.Answers.Count);
        json.WriteStartObject("answers"u8);
        foreach (var (status, count) in report.Counts)
        {
            json.WriteNumber(status, count);
        }

        json.WriteEndObject();
        json.WriteNumber("seconds"u8, Math.Round(report.Took.TotalSeconds, 3));
        json.WriteStartObject("latencyMs"u8);
        foreach (var percent in (ReadOnlySpan<int>)[50, 95, 99])
        {
            json.WriteNumber($"p{percent}", Math.Round(report.Percentile(percent / 100.0).TotalMilliseconds, 2));
        }

        json.WriteEndObject();
        json.WriteStartArray("events"u8);
        foreach (var id in eventIds)
        {
            json.WriteStringValue(id);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });
}
