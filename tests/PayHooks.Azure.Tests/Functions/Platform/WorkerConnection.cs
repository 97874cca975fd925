using System.Collections.Concurrent;
using System.Threading.Channels;
using Grpc.Core;
using PayHooks.Azure.Tests.Functions.Platform.Rpc;

namespace PayHooks.Azure.Tests.Functions.Platform;

/// <summary>The host's end of the stream to a worker: requests go out, and each response is handed to the one who asked.</summary>
internal sealed class WorkerConnection(Action<string> log) : FunctionRpc.FunctionRpcBase
{
    private readonly Channel<StreamingMessage> outgoing = Channel.CreateUnbounded<StreamingMessage>();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<StreamingMessage>> waiting = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the worker has opened the stream.</summary>
    public Task Started => started.Task;

    /// <inheritdoc/>
    public override async Task EventStream(
        IAsyncStreamReader<StreamingMessage> requestStream, IServerStreamWriter<StreamingMessage> responseStream, ServerCallContext context)
    {
        var sending = SendAsync(responseStream, context.CancellationToken);
        try
        {
            await foreach (var message in requestStream.ReadAllAsync(context.CancellationToken))
            {
                Take(message);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            log($"The stream of the worker broke: {e.Message}");
        }
        finally
        {
            Close();
            await sending;
        }
    }

    /// <summary>Sends a request and waits for its response.</summary>
    /// <exception cref="IOException">The worker has ended.</exception>
    public async Task<StreamingMessage> AskAsync(StreamingMessage request)
    {
        var answer = new TaskCompletionSource<StreamingMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        waiting[request.RequestId] = answer;
        Tell(request);
        return await answer.Task;
    }

    /// <summary>Sends a message that has no response.</summary>
    /// <exception cref="IOException">The worker has ended.</exception>
    public void Tell(StreamingMessage message)
    {
        if (!outgoing.Writer.TryWrite(message))
        {
            throw new IOException("The worker has ended.");
        }
    }

    /// <summary>Ends the stream; what waits for a response fails.</summary>
    public void Close()
    {
        outgoing.Writer.TryComplete();
        var ended = new IOException("The worker has ended.");
        started.TrySetException(ended);
        foreach (var answer in waiting.Values)
        {
            answer.TrySetException(ended);
        }
    }

    private void Take(StreamingMessage message)
    {
        switch (message.ContentCase)
        {
            case StreamingMessage.ContentOneofCase.StartStream:
                started.TrySetResult();
                break;
            case StreamingMessage.ContentOneofCase.RpcLog:
                log($"{message.RpcLog.Category}: {message.RpcLog.Message} {message.RpcLog.Exception?.Message}");
                break;
            default:
                if (waiting.TryRemove(message.RequestId, out var answer))
                {
                    answer.TrySetResult(message);
                }

                break;
        }
    }

    private async Task SendAsync(IServerStreamWriter<StreamingMessage> stream, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var message in outgoing.Reader.ReadAllAsync(cancellationToken))
            {
                await stream.WriteAsync(message, cancellationToken);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or InvalidOperationException)
        {
            Close();
        }
    }
}
