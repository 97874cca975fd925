
namespace PayHooks.Receiving;

/// <summary>
/// Reads a body as bytes and never more than allowed, whatever Content-Length says. All but the first bytes of each body count against a
/// budget, so that many senders at once cannot exhaust the memory. Small bodies have a budget of their own: they never wait for large ones.
/// </summary>
/// <param name="max">The maximum size of a body in bytes.</param>
/// <param name="patience">How long a body waits for memory.</param>
/// <param name="time">The clock.</param>
internal sealed class BodyReader(int max, TimeSpan patience, TimeProvider time)
{
    /// <summary>The bytes of each body that do not count.</summary>
    public const int FirstBuffer = 4096;

    /// <summary>The maximum size of a small body, whose array grows with what has arrived.</summary>
    public const int LargestSmall = 64 * 1024;

    // The total size of small and of large bodies in memory at once.
    private const long SmallBodies = 64 * 1024 * 1024;
    private const long LargeBodies = 16 * 1024 * 1024;

    private readonly BodyBudget smallBudget = new(SmallBodies);
    private readonly BodyBudget largeBudget = new(Math.Max(LargeBodies, max + 1L));

    /// <summary>Reads the whole body; null if it is longer than allowed.</summary>
    /// <param name="body">The body.</param>
    /// <param name="contentLength">Its announced length, at most the maximum; null if unknown.</param>
    /// <param name="aborted">Canceled when the caller disconnects.</param>
    /// <exception cref="NoRoomForBodyException">Too many bodies are in memory, and the wait timed out.</exception>
    public async ValueTask<ReceivedBody?> ReadAsync(Stream body, long? contentLength, CancellationToken aborted)
    {
        ArgumentNullException.ThrowIfNull(body);
        // One byte more than announced, to detect the end without growing the buffer; a claimed length is not trusted before a first
        // part has actually arrived. A byte beyond the allowed maximum is never read.
        var announced = contentLength is { } length ? (int)length + 1 : FirstBuffer;
        var mostSmall = Math.Min(LargestSmall, max + 1);
        var small = new byte[Math.Min(announced, Math.Min(FirstBuffer, mostSmall))];
        var count = await FillAsync(body, small, 0, aborted);
        var share = 0;
        try
        {
            while (count == small.Length && count < mostSmall)
            {
                var size = Math.Min(4 * count, announced > count ? Math.Min(announced, mostSmall) : mostSmall);
                await TakeRoomAsync(smallBudget, size - share, aborted);
                share = size;
                Array.Resize(ref small, size);
                count = await FillAsync(body, small, count, aborted);
            }

            if (count < small.Length)
            {
                var received = new ReceivedBody(small.AsMemory(0, count), smallBudget, share);
                share = 0;
                return received;
            }
        }
        finally
        {
            smallBudget.Return(share);
        }

        return count > max ? null : await ReadLargeAsync(body, small, announced > count ? announced : max + 1, aborted);
    }

    // The array is as long as the body and not from a pool, whose arrays are up to twice as long: the queue passes it on in memory.
    private async ValueTask<ReceivedBody?> ReadLargeAsync(Stream body, byte[] first, int size, CancellationToken aborted)
    {
        await TakeRoomAsync(largeBudget, size, aborted);
        ReceivedBody? received = null;
        try
        {
            var buffer = GC.AllocateUninitializedArray<byte>(size);
            first.CopyTo(buffer, 0);
            var count = await FillAsync(body, buffer, first.Length, aborted);
            if (count == size && size <= max)
            {
                throw new IOException("The body is longer than its Content-Length.");
            }

            return count > max ? null : received = new ReceivedBody(buffer.AsMemory(0, count), largeBudget, size);
        }
        finally
        {
            if (received is null)
            {
                largeBudget.Return(size);
            }
        }
    }

    // Nearly always there is room, and then there is nothing to wait for or to cancel.
    private ValueTask TakeRoomAsync(BodyBudget budget, int share, CancellationToken aborted) =>
        budget.TryTake(share) ? ValueTask.CompletedTask : WaitForRoomAsync(budget, share, aborted);

    private async ValueTask WaitForRoomAsync(BodyBudget budget, int share, CancellationToken aborted)
    {
        using var limit = new CancellationTokenSource(patience, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, aborted);
        try
        {
            await budget.TakeAsync(share, linked.Token);
        }
        catch (OperationCanceledException) when (!aborted.IsCancellationRequested)
        {
            throw new NoRoomForBodyException();
        }
    }

    // Reads until the buffer is full or the body ends.
    private static async ValueTask<int> FillAsync(Stream body, Memory<byte> room, int count, CancellationToken cancellationToken)
    {
        while (count < room.Length)
        {
            var read = await body.ReadAsync(room[count..], cancellationToken);
            if (read == 0)
            {
                break;
            }

            count += read;
        }

        return count;
    }
}

/// <summary>Too many bodies are in memory.</summary>
internal sealed class NoRoomForBodyException() : Exception("Too many bodies are being received at once.");
