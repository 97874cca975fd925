namespace PayHooks.Verification.Samples;

/// <summary>An event that samples exist for.</summary>
/// <param name="Name">The provider's name for the event or the status.</param>
/// <param name="Type">The common type that it is mapped to.</param>
/// <param name="Template">The template, for example <c>chargily/checkout</c>.</param>
/// <param name="Values">The values of the template's placeholders in this event, <c>event</c> for its name; others are generated for each
/// body.</param>
internal sealed record SampleEvent(string Name, string Type, string Template, params (string Name, string Value)[] Values)
{
    /// <summary>Whether the provider signs events of this kind.</summary>
    public bool IsSigned { get; init; } = true;
}
