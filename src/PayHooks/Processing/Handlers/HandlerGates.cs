namespace PayHooks.Processing.Handlers;

/// <summary>The gates of the handlers that have a limit of concurrency or rate.</summary>
internal sealed class HandlerGates(HandlerSet handlers, TimeProvider time) : IDisposable
{
    private readonly Dictionary<string, HandlerGate> gates = handlers.All
        .Where(handler => handler.Limits is not { Concurrency: null, RatePerSecond: null })
        .ToDictionary(handler => handler.Name, handler => new HandlerGate(handler.Limits, time), StringComparer.Ordinal);

    /// <summary>Waits a moment until the handler may run.</summary>
    /// <returns>The entry, which says when to come back if the handler stays at its limit. Dispose it after the run.</returns>
    public ValueTask<HandlerEntry> EnterAsync(HandlerRegistration handler, CancellationToken stopping)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return gates.TryGetValue(handler.Name, out var gate) ? gate.EnterAsync(stopping) : new(HandlerEntry.Free);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var gate in gates.Values)
        {
            gate.Dispose();
        }
    }
}

/// <summary>The right to run a handler, or the time after which to ask again.</summary>
internal sealed class HandlerEntry(HandlerGate? gate, TimeSpan? wait) : IDisposable
{
    /// <summary>The entry of a handler without limits.</summary>
    public static HandlerEntry Free { get; } = new(null, null);

    /// <summary>How long to put the event off; null if the handler may run.</summary>
    public TimeSpan? Wait => wait;

    /// <summary>Ends the run.</summary>
    public void Dispose()
    {
        if (wait is null)
        {
            gate?.Leave();
        }
    }
}
