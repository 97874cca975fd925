using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;
using Azure.Core;
using Azure.Core.Pipeline;

namespace PayHooks.Azure.Tests;

/// <summary>How the watched requests fail.</summary>
public enum RequestFault
{
    /// <summary>One request never arrives.</summary>
    Refused,

    /// <summary>One request is carried out and its answer is lost.</summary>
    AnswerLost,

    /// <summary>From one request on none arrives, until the outage ends.</summary>
    Outage,
}

/// <summary>Sees every request to the storage account, and lets one of them fail when told to.</summary>
public sealed class WatchedRequests : HttpPipelinePolicy
{
    private readonly ConcurrentQueue<string> seen = [];
    private int strikeAt;
    private RequestFault fault;
    private int requests;
    private bool isDown;

    /// <summary>Method, path and query of each; the row key too if only the content names it.</summary>
    public IReadOnlyCollection<string> Seen => seen;

    /// <summary>Whether the fault has happened.</summary>
    public bool HasStruck { get; private set; }

    public void Clear() => seen.Clear();

    /// <summary>Lets the request with this number, counted from 1 and from now, fail.</summary>
    public void StrikeAt(int number, RequestFault how) => (strikeAt, fault, requests, HasStruck) = (number, how, 0, false);

    /// <summary>Whether requests are counted and may fail; not while a test looks at the outcome.</summary>
    public bool IsArmed { get; set; } = true;

    /// <summary>Called before each request.</summary>
    public Func<string, Task>? Before { get; set; }

    /// <summary>Ends the outage.</summary>
    public void EndOutage() => isDown = false;

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException("Nothing is sent synchronously.");

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        ArgumentNullException.ThrowIfNull(message);
        var request = $"{message.Request.Method} {message.Request.Uri.ToUri().PathAndQuery}{RowOf(message.Request.Content)}";
        seen.Enqueue(request);
        await (Before?.Invoke(request) ?? Task.CompletedTask);
        if (!IsArmed)
        {
            await ProcessNextAsync(message, pipeline);
            return;
        }

        var isStruck = Interlocked.Increment(ref requests) == strikeAt;
        HasStruck |= isStruck;
        isDown |= isStruck && fault == RequestFault.Outage;
        if (!isDown && !(isStruck && fault == RequestFault.Refused))
        {
            await ProcessNextAsync(message, pipeline);
        }

        if (isDown || isStruck)
        {
            // What the SDK throws when its retries are used up.
            throw new AggregateException($"Struck at request {strikeAt}: {fault}.");
        }
    }

    private static string RowOf(RequestContent? content)
    {
        if (content is null)
        {
            return "";
        }

        using var written = new MemoryStream();
        content.WriteTo(written, CancellationToken.None);
        var match = Regex.Match(Encoding.UTF8.GetString(written.ToArray()), "\"RowKey\":\"(?<row>[^\"]*)\"", RegexOptions.None,
            TimeSpan.FromSeconds(1));
        return match.Success ? $" RowKey='{match.Groups["row"].Value}'" : "";
    }
}
