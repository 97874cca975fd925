namespace PayHooks.Verification;

/// <summary>A type of event that a source can report.</summary>
/// <param name="Type">The common type, or a family of types such as <c>subscription.*</c>.</param>
/// <param name="Verification">The best verification that such an event can have.</param>
public readonly record struct ProducedType(string Type, VerificationLevel Verification);
