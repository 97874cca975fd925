namespace PayHooks.Forwarding;

/// <summary>The forwarders, one for each target.</summary>
internal sealed class EventForwarders(IReadOnlyList<ForwardSettings> targets, TimeProvider time) : IDisposable
{
    private readonly Dictionary<string, EventForwarder> byName =
        targets.ToDictionary(target => target.Name, target => new EventForwarder(target, time), StringComparer.Ordinal);

    /// <summary>The forwarder to a target.</summary>
    public EventForwarder this[string name] => byName[name];

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var forwarder in byName.Values)
        {
            forwarder.Dispose();
        }
    }
}
