using System.Text.Json;
using PayHooks.Cli.Terminal;
using PayHooks.Registration;
using PayHooks.Verification.Api;

namespace PayHooks.Cli.Registering;

/// <summary>Shows the endpoints of a provider.</summary>
internal static class EndpointList
{
    /// <summary>Shows them, and what is wrong with that of the source.</summary>
    public static void Show(CliConsole screen, SourceEndpoints endpoints, IReadOnlyList<ApiEndpoint> list, bool json)
    {
        var problem = EndpointProblem.Of(list, endpoints.Api.Rules, endpoints.Source.Name);
        if (json)
        {
            Json.WriteLine(screen.Out, writer => Write(writer, endpoints, list, problem));
            return;
        }

        foreach (var endpoint in list)
        {
            screen.Line($"{endpoint.Id}  {StateOf(endpoint)}");
            screen.Line($"  {ShownUrl.Of(endpoint.Url)}");
            if (EventsOf(endpoint, endpoints.Api.Rules) is { } events)
            {
                screen.Line($"  {events}");
            }
        }

        screen.Hint(problem ?? $"The endpoint of source {endpoints.Source.Name} is enabled and gets the events that it needs.");
    }

    private static string StateOf(ApiEndpoint endpoint) => (endpoint.IsUnfinished, endpoint.Enabled) switch
    {
        (true, _) => "unfinished registration",
        (_, true) => "enabled",
        (_, false) => "disabled",
        _ => "",
    };

    private static string? EventsOf(ApiEndpoint endpoint, EndpointRules rules) => endpoint.Events switch
    {
        null => null,
        [] => "no event types",
        [var only] => only == rules.EveryEvent ? "all event types" : only,
        var several => Format.Count(several.Count, "event type"),
    };

    private static void Write(Utf8JsonWriter writer, SourceEndpoints endpoints, IReadOnlyList<ApiEndpoint> list, string? problem)
    {
        writer.WriteStartObject();
        writer.WriteString("source", endpoints.Source.Name);
        writer.WriteString("provider", endpoints.Source.Provider);
        writer.WriteStartArray("endpoints");
        foreach (var endpoint in list)
        {
            writer.WriteStartObject();
            writer.WriteString("id", endpoint.Id);
            writer.WriteString("url", ShownUrl.Of(endpoint.Url));
            writer.WritePropertyName("enabled");
            if (endpoint.Enabled is { } enabled)
            {
                writer.WriteBooleanValue(enabled);
            }
            else
            {
                writer.WriteNullValue();
            }

            writer.WriteStartArray("events");
            foreach (var type in endpoint.Events ?? [])
            {
                writer.WriteStringValue(type);
            }

            writer.WriteEndArray();
            writer.WriteBoolean("unfinished", endpoint.IsUnfinished);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteString("problem", problem);
        writer.WriteEndObject();
    }
}
