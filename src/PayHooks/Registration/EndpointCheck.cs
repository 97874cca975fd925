using System.Text.Json.Serialization;

namespace PayHooks.Registration;

/// <summary>The last check of a source's endpoint.</summary>
/// <param name="At">When the provider was asked.</param>
/// <param name="Run">Differs with every write.</param>
/// <param name="Problem">What is wrong and what to do, or null.</param>
internal sealed record EndpointCheck(DateTimeOffset At, string Run, string? Problem)
{
    /// <summary>
    /// The provider's event types that the endpoints do not get, of those that the source understands and does not require; null if that is
    /// unknown.
    /// </summary>
    public IReadOnlyList<string>? Unsubscribed { get; init; }
}

/// <summary>The JSON of a check.</summary>
[JsonSerializable(typeof(EndpointCheck))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class EndpointCheckJson : JsonSerializerContext;
