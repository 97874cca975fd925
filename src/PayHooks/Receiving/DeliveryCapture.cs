using PayHooks.Captures;
using PayHooks.Configuration;

namespace PayHooks.Receiving;

/// <summary>Takes a rejected delivery for the captures of its source, if any runs.</summary>
internal sealed class DeliveryCapture(CaptureRecorder recorder, TimeProvider time)
{
    private static readonly TimeSpan ReadLimit = TimeSpan.FromSeconds(5);

    /// <summary>Takes a delivery whose body has been read, or could not be.</summary>
    /// <param name="request">The delivery.</param>
    /// <param name="source">Its source.</param>
    /// <param name="result">The rejection.</param>
    /// <param name="body">The body, which is copied; null if it is not available.</param>
    public async ValueTask TakeAsync(ReceiveRequest request, Source source, ReceiveResult result, ReadOnlyMemory<byte>? body)
    {
        if (await ReserveAsync(source, result) is { Count: > 0 } captures)
        {
            Add(captures, request, source, result, body);
        }
    }

    /// <summary>Takes a delivery that was rejected by its headers: as much of its body is read as a capture keeps.</summary>
    /// <param name="request">The delivery.</param>
    /// <param name="source">Its source.</param>
    /// <param name="result">The rejection.</param>
    /// <param name="aborted">Canceled when the caller disconnects; the delivery is then taken without its body.</param>
    public async ValueTask TakeUnreadAsync(ReceiveRequest request, Source source, ReceiveResult result, CancellationToken aborted)
    {
        if (await ReserveAsync(source, result) is { Count: > 0 } captures)
        {
            Add(captures, request, source, result, await ReadAsync(request.Body, aborted));
        }
    }

    private ValueTask<IReadOnlyList<Capture>> ReserveAsync(Source source, ReceiveResult result) =>
        recorder.ReserveAsync(source.Settings.Name, result.Reason ?? "");

    private void Add(
        IReadOnlyList<Capture> captures, ReceiveRequest request, Source source, ReceiveResult result, ReadOnlyMemory<byte>? body)
    {
        ReadOnlyMemory<byte>? kept = body is { } bytes ? bytes[..Math.Min(bytes.Length, Capture.MostBodyBytes)].ToArray() : null;
        recorder.Add(captures, new CapturedDelivery
        {
            At = time.GetUtcNow(),
            Status = result.StatusCode,
            Reason = result.Reason ?? "",
            Detail = result.Detail,
            Url = request.Url?.Invoke().Split('?', 2)[0],
            Headers = [.. CapturedHeaders.Of(request.AllHeaders ?? [], source.Settings.Secrets)],
            IsBodyCut = body?.Length > Capture.MostBodyBytes,
            Body = kept,
        });
    }

    // One byte more than is kept, to see whether there is more.
    private async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(Stream body, CancellationToken aborted)
    {
        using var limit = new CancellationTokenSource(ReadLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, aborted);
        try
        {
            var buffer = new byte[Capture.MostBodyBytes + 1];
            return buffer.AsMemory(0, await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, either.Token));
        }
        catch (Exception)
        {
            // The sender is slow, has disconnected or violates HTTP. The response is that of the rejection in any case.
            return null;
        }
    }
}
