using System.Net;
using System.Net.Sockets;

namespace PayHooks.Benchmarks.Systems;

/// <summary>
/// One kept-alive HTTP/1.1 connection that sends ready-made requests. It understands what the systems answer and nothing
/// more: a status line, headers with a Content-Length, a body.
/// </summary>
internal sealed class Connection : IDisposable
{
    private static readonly byte[] EndOfHeaders = "\r\n\r\n"u8.ToArray();
    private static readonly byte[] LengthHeader = "\r\ncontent-length:"u8.ToArray();

    private readonly Socket socket;
    private readonly byte[] buffer = new byte[4096];

    private Connection(Socket socket) => this.socket = socket;

    /// <summary>Connects.</summary>
    public static async Task<Connection> OpenAsync(IPEndPoint address)
    {
        var opened = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await opened.ConnectAsync(address);
            return new Connection(opened);
        }
        catch (Exception)
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>Sends a request and reads the whole answer.</summary>
    /// <returns>The answer's status.</returns>
    /// <exception cref="IOException">The answer is none that this client understands.</exception>
    public async ValueTask<int> SendAsync(ReadOnlyMemory<byte> request)
    {
        while (!request.IsEmpty)
        {
            request = request[await socket.SendAsync(request, SocketFlags.None)..];
        }

        var (count, expected) = (0, -1);
        while (expected < 0 || count < expected)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(count), SocketFlags.None);
            if (read == 0)
            {
                throw new IOException("The connection was closed before the answer.");
            }

            count += read;
            expected = expected < 0 ? ExpectedLength(buffer.AsSpan(0, count)) : expected;
        }

        return count == expected ? Status(buffer) : throw new IOException("More came than was asked for.");
    }

    /// <inheritdoc/>
    public void Dispose() => socket.Dispose();

    private int ExpectedLength(Span<byte> answer)
    {
        var end = answer.IndexOf(EndOfHeaders);
        if (end < 0)
        {
            return answer.Length < buffer.Length ? -1 : throw new IOException("The answer's headers are too long.");
        }

        var body = ContentLength(answer[..(end + 2)]);
        var expected = end + EndOfHeaders.Length + body;
        return expected <= buffer.Length ? expected : throw new IOException("The answer is too long.");
    }

    private static int ContentLength(Span<byte> headers)
    {
        // Header names come in any case; only letters are lowered by the bit that tells their cases apart.
        for (var at = headers.IndexOf((byte)'\r'); at >= 0 && at + LengthHeader.Length < headers.Length; at = Next(headers, at))
        {
            if (IsLength(headers.Slice(at, LengthHeader.Length)))
            {
                var value = headers[(at + LengthHeader.Length)..];
                return int.Parse(value[..value.IndexOf((byte)'\r')].Trim((byte)' '), System.Globalization.CultureInfo.InvariantCulture);
            }
        }

        throw new IOException("The answer has no Content-Length.");
    }

    private static int Next(Span<byte> headers, int at)
    {
        var next = headers[(at + 1)..].IndexOf((byte)'\r');
        return next < 0 ? -1 : at + 1 + next;
    }

    private static bool IsLength(ReadOnlySpan<byte> header)
    {
        for (var i = 0; i < header.Length; i++)
        {
            var lower = header[i] is >= (byte)'A' and <= (byte)'Z' ? (byte)(header[i] | 0x20) : header[i];
            if (lower != LengthHeader[i])
            {
                return false;
            }
        }

        return true;
    }

    // "HTTP/1.1 200 …"
    private static int Status(ReadOnlySpan<byte> answer) =>
        answer.StartsWith("HTTP/1.1 "u8)
            && int.TryParse(answer.Slice(9, 3), System.Globalization.CultureInfo.InvariantCulture, out var status)
            ? status
            : throw new IOException("That is not a response of HTTP/1.1.");
}
