using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using PayHooks.Diagnostics;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Security;

/// <summary>Marked values that must stay where they belong, and an ear at everything that PayHooks says: logs of all levels, metrics,
/// activities.</summary>
internal sealed class Canary : IDisposable
{
    public const string Secret = "canary-secret-0b7c5e91";
    public const string OldSecret = "canary-retired-0b7c5e91";
    public const string AdminKey = "canary-adminkey-44d1";
    public const string Header = "canary-header-9f2a";
    public const string Card = "4929-canary-7310-8842";
    public const string ForwardSecret = "whsec_Y2FuYXJ5LWZvcndhcmQta2V5LTAxMjM0NTY3ODk=";
    public const string ForwardToken = "canary-token-51c0";

    private static readonly string[] All =
        [Secret, OldSecret, AdminKey, Header, Card, ForwardSecret, ForwardSecret["whsec_".Length..], ForwardToken, "canary-forward-key"];

    private readonly ConcurrentQueue<string> heard = new();
    private readonly MeterListener meters = new();
    private readonly ActivityListener activities;

    public Canary()
    {
        meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == Telemetry.Name)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        meters.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Hear(instrument.Name, tags));
        meters.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Hear(instrument.Name, tags));
        meters.Start();
        activities = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Telemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => heard.Enqueue(
                $"{activity.DisplayName} {activity.StatusDescription} {string.Join(' ', activity.TagObjects)} "
                    + $"{string.Join(' ', activity.Events.SelectMany(one => one.Tags))}"),
        };
        ActivitySource.AddActivityListener(activities);
    }

    public LogSink Log { get; } = new();

    /// <summary>A body with a marked card number, of the x-signature provider.</summary>
    public static byte[] Body(string id) => System.Text.Encoding.UTF8.GetBytes(
        $$"""{ "id": "{{id}}", "event": "payment.completed", "data": { "id": "pay-{{id}}", "amount": 12.50, "currency": "EUR", "card": "{{Card}}" } }""");

    /// <summary>The settings of a server whose every secret is marked.</summary>
    public static Dictionary<string, string?> Settings(Uri forwardTo) => new()
    {
        ["PayHooks:Sources:shop:Provider"] = "x-signature",
        ["PayHooks:Sources:shop:Secrets:0"] = OldSecret,
        ["PayHooks:Sources:shop:Secrets:1"] = Secret,
        ["PayHooks:Sources:wallet:Provider"] = "xanpay",
        ["PayHooks:Sources:wallet:Secrets:0"] = $"merchant:{Secret}",
        ["PayHooks:AdminKey"] = AdminKey,
        ["PayHooks:Forward:Url"] = new UriBuilder(forwardTo) { Query = $"token={ForwardToken}" }.Uri.ToString(),
        ["PayHooks:Forward:Secret"] = ForwardSecret,
        ["PayHooks:Retry:Delays:0"] = "00:00:01",
    };

    /// <summary>Remembers something that was said elsewhere: an answer, a line on the terminal.</summary>
    public void Hear(string said) => heard.Enqueue(said);

    /// <summary>Fails when a mark was said anywhere.</summary>
    public void AssertSilent()
    {
        Assert.NotEmpty(heard);

        // Snapshots: other tests are heard, too, while this one looks.
        Assert.All(heard.ToArray().Concat(Log.Lines.ToArray()), said =>
            Assert.DoesNotContain(All, mark => said.Contains(mark, StringComparison.OrdinalIgnoreCase)));
    }

    public void Dispose()
    {
        meters.Dispose();
        activities.Dispose();
    }

    private void Hear(string name, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var tag in tags)
        {
            heard.Enqueue($"{name} {tag.Key}={tag.Value}");
        }
    }
}
