using System.Net.Sockets;
using PayHooks.Diagnostics;

namespace PayHooks.Forwarding;

/// <summary>Checks that the targets of the forwarder accept connections. Nothing is sent to them.</summary>
internal sealed class ForwardTargetsCheck(IReadOnlyList<ForwardSettings> targets, TimeProvider time) : ISelfCheck
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    /// <inheritdoc/>
    public string Name => "forwarding";

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<SelfCheckResult>> RunAsync(CancellationToken cancellationToken) =>
        await Task.WhenAll(targets.Select(target => ConnectAsync(target, cancellationToken))).ConfigureAwait(false);

    private async Task<SelfCheckResult> ConnectAsync(ForwardSettings target, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(target.Url.DnsSafeHost, target.Url.Port, either.Token).ConfigureAwait(false);
            return SelfCheckResult.Passed(Name, $"{target} accepts connections.");
        }
        catch (SocketException e)
        {
            return Unreachable(target, e.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Unreachable(target, $"no connection within {Limit.TotalSeconds:0} seconds");
        }
    }

    private SelfCheckResult Unreachable(ForwardSettings target, string reason) => SelfCheckResult.Failed(
        Name, $"{target} does not accept connections: {reason}.",
        "Start the target, or correct its URL in the settings. Until then its events are retried.");
}
