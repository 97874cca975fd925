using PayHooks.Diagnostics;

namespace PayHooks.Processing.Handlers;

/// <summary>Checks that handlers are registered, and names them.</summary>
internal sealed class HandlersCheck(HandlerSet handlers) : ISelfCheck
{
    /// <inheritdoc/>
    public string Name => "handlers";

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SelfCheckResult>> RunAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<SelfCheckResult>>(
        [
            handlers.All.Count == 0
                ? SelfCheckResult.Failed(
                    Name, "No handler is registered, so events are stored but not handled.",
                    "Register a handler, or set PayHooks__Forward__Url.")
                : SelfCheckResult.Passed(Name, string.Join(", ", handlers.All.Select(handler => handler.Name))),
        ]);
}
