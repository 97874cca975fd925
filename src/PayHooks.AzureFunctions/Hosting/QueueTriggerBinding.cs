using System.Text.Json.Nodes;

namespace PayHooks.AzureFunctions.Hosting;

/// <summary>The binding of a queue trigger, as a function's metadata hold it: JSON in a string.</summary>
internal sealed class QueueTriggerBinding
{
    private readonly JsonObject properties;

    private QueueTriggerBinding(JsonObject properties) => this.properties = properties;

    /// <summary>The queue that the trigger reads.</summary>
    public string? QueueName => NamesOf("queueName") is [var name, ..] ? (string?)properties[name] : null;

    /// <summary>Reads a binding; null if it is not a queue trigger.</summary>
    public static QueueTriggerBinding? Read(string binding) =>
        JsonNode.Parse(binding) is JsonObject properties
        && string.Equals((string?)properties["type"], "queueTrigger", StringComparison.OrdinalIgnoreCase)
            ? new QueueTriggerBinding(properties)
            : null;

    /// <summary>Sets the queue.</summary>
    public QueueTriggerBinding WithQueue(string queue) => With("queueName", queue);

    /// <summary>Sets the setting that holds the connection.</summary>
    public QueueTriggerBinding WithConnection(string setting) => With("connection", setting);

    /// <summary>The binding as JSON.</summary>
    public override string ToString() => properties.ToJsonString();

    private QueueTriggerBinding With(string name, string value)
    {
        foreach (var known in NamesOf(name))
        {
            properties.Remove(known);
        }

        properties[name] = value;
        return this;
    }

    // The SDK collects bindings in two ways, which spell the names in different case.
    private string[] NamesOf(string name) =>
        [.. properties.Select(property => property.Key).Where(one => string.Equals(one, name, StringComparison.OrdinalIgnoreCase))];
}
