using Microsoft.Extensions.Hosting;
using PayHooks.Storage;

namespace PayHooks.Cli.Server;

/// <summary>
/// Gives messages out only when the server listens. A start that fails, because the port is taken, would otherwise begin
/// handlers and drop them; tried again and again by a service manager, that looks like crashes, and makes dead letters.
/// </summary>
internal sealed class MessagesAfterStart(IMessageSource messages, IHostApplicationLifetime lifetime) : IMessageSource
{
    private readonly Task started = StartedAsync(lifetime.ApplicationStarted);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<TakenMessage>> TakeAsync(int max, CancellationToken cancellationToken)
    {
        await started.WaitAsync(cancellationToken);
        return await messages.TakeAsync(max, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DeleteAsync(TakenMessage message, CancellationToken cancellationToken) => messages.DeleteAsync(message, cancellationToken);

    /// <inheritdoc/>
    public ValueTask ReturnAsync(TakenMessage message, TimeSpan delay, CancellationToken cancellationToken) =>
        messages.ReturnAsync(message, delay, cancellationToken);

    private static Task StartedAsync(CancellationToken started)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        started.UnsafeRegister(static state => ((TaskCompletionSource)state!).TrySetResult(), done);
        return done.Task;
    }
}
