using System.Collections.Concurrent;
using Azure.Core;
using Azure.Core.Pipeline;

namespace PayHooks.Azure.Tests.Throttling;

/// <summary>
/// Lets one request to the storage account meet a fault: each attempt of it, below the SDK's retry. Requests are counted once, however
/// often the SDK sends them.
/// </summary>
internal sealed class ThrottledRequests(FaultServer server) : HttpPipelinePolicy
{
    private static readonly TimeSpan Slowness = TimeSpan.FromMilliseconds(200);

    private readonly ConcurrentDictionary<string, int> numbers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> attempts = new(StringComparer.Ordinal);
    private int strikeAt;
    private int last;
    private ServiceFault fault;

    /// <summary>Whether so many requests were sent.</summary>
    public bool IsReached => last >= strikeAt;

    /// <summary>What was struck; null if nothing was.</summary>
    public string? Struck { get; private set; }

    /// <summary>Lets the request with this number, counted from 1 and from now, meet a fault.</summary>
    public void StrikeAt(int number, ServiceFault how)
    {
        numbers.Clear();
        (strikeAt, last, fault) = (number, 0, how);
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException("Nothing is sent synchronously.");

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var request = message.Request;
        var address = request.Uri.ToUri();
        if (strikeAt == 0 || !IsStruck(message, address))
        {
            await ProcessNextAsync(message, pipeline);
            return;
        }

        Struck = $"{request.Method} {address.PathAndQuery}";
        if (fault == ServiceFault.Slow)
        {
            await Task.Delay(Slowness, TimeProvider.System, message.CancellationToken);
            await ProcessNextAsync(message, pipeline);
        }
        else if (fault is ServiceFault.ResponseLostOnce or ServiceFault.ResponseLost)
        {
            await ProcessNextAsync(message, pipeline);

            // What the SDK's transport throws if the connection is closed.
            throw new IOException("The response was lost.");
        }
        else
        {
            request.Uri.Reset(server.AddressOf(fault));
            await ProcessNextAsync(message, pipeline);
            request.Uri.Reset(address);
        }
    }

    private bool IsStruck(HttpMessage message, Uri address)
    {
        // Looks at the queue's length that only the test takes.
        if (address.Query.Contains("comp=metadata", StringComparison.Ordinal))
        {
            return false;
        }

        var id = message.Request.ClientRequestId;
        var number = numbers.GetOrAdd(id, _ => Interlocked.Increment(ref last));
        var attempt = attempts.AddOrUpdate(id, 1, (_, before) => before + 1);
        return number == strikeAt && fault switch
        {
            ServiceFault.BusyOnce or ServiceFault.ResponseLostOnce => attempt == 1,
            ServiceFault.TableBeingDeleted => message.Request.Headers.Contains("DataServiceVersion"),
            _ => true,
        };
    }
}
