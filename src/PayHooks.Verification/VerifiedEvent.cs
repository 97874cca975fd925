namespace PayHooks.Verification;

/// <summary>One event of a genuine delivery.</summary>
/// <param name="Body">The event's body: that of the delivery, or of one item of a batch.</param>
/// <param name="Facts">The facts read from the body.</param>
public sealed record VerifiedEvent(ReadOnlyMemory<byte> Body, EventFacts Facts);
