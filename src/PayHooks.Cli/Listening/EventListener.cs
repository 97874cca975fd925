using System.Net;
using System.Text.Json;
using PayHooks.Cli.Client;
using PayHooks.Serialization;

namespace PayHooks.Cli.Listening;

/// <summary>Brings the events of a server to a URL on this machine, over requests that this machine makes.</summary>
/// <param name="server">The server.</param>
/// <param name="events">Which events.</param>
/// <param name="target">Where they go.</param>
/// <param name="time">The clock.</param>
/// <param name="show">Shows an event and what the target said.</param>
/// <param name="say">Reports when the server or the target cannot be used, and when the server responds again.</param>
internal sealed class EventListener(
    ApiClient server, RecentEvents events, LocalTarget target, TimeProvider time, Action<EventView, LocalResult> show, Action<string> say)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private string? trouble;
    private bool isTargetGone;

    /// <summary>Whether deliveries wait because somebody has paused them.</summary>
    public Func<bool> IsPaused { get; init; } = () => false;

    /// <summary>Delivers until it is canceled. A server that does not respond at the start is an error; later it is asked again.</summary>
    /// <returns>Why it cannot begin.</returns>
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        var problem = await events.LookAsync(cancellationToken);
        if (problem is not null)
        {
            return problem;
        }

        for (var backoff = new Backoff(Interval); ; problem = await events.LookAsync(cancellationToken))
        {
            // A server may list an event and refuse to return it: only both together are a success.
            Report(problem ?? await DeliverAsync(cancellationToken));
            if (trouble is null)
            {
                backoff.Reset();
            }

            await Task.Delay(backoff.Next(), time, cancellationToken);
        }
    }

    /// <summary>Delivers what is due, once.</summary>
    /// <returns>Why an event cannot be read from the server, or null.</returns>
    public async Task<string?> DeliverAsync(CancellationToken cancellationToken)
    {
        foreach (var one in events.Waiting.Where(one => one.RetryAt is null || one.RetryAt <= time.GetUtcNow()).ToArray())
        {
            if (IsPaused())
            {
                return null;
            }

            var response = await server.GetAsync($"api/events/{one.Id}", cancellationToken);
            if (response.Status == HttpStatusCode.NotFound)
            {
                events.End(one);
                continue;
            }

            if (response.Problem is not null)
            {
                return response.Problem;
            }

            var shown = new EventView(response.Json!.Value);
            var result = await target.DeliverAsync(one.Id, Body(shown.Json), cancellationToken);
            if (result.IsTaken)
            {
                events.End(one);
            }
            else
            {
                one.Postpone(time.GetUtcNow());
            }

            if (result.Problem is not null)
            {
                // The others would not arrive either.
                ReportTarget(result.Problem);
                return null;
            }

            isTargetGone = false;
            show(shown, result);
        }

        return null;
    }

    // What a handler gets: without the members that only the API adds.
    private static byte[] Body(JsonElement detail)
    {
        using var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            foreach (var member in detail.EnumerateObject().Where(member => EventJson.Members.Contains(member.Name)))
            {
                member.WriteTo(json);
            }

            json.WriteEndObject();
        }

        return body.ToArray();
    }

    private void Report(string? problem)
    {
        if (problem is not null && trouble is null)
        {
            say($"{problem} Trying again.");
        }
        else if (problem is null && trouble is not null)
        {
            say($"{server.Name} responds again.");
        }

        trouble = problem;
    }

    private void ReportTarget(string problem)
    {
        if (!isTargetGone)
        {
            say($"{problem}. Events wait until it takes them.");
        }

        isTargetGone = true;
    }
}
