namespace PayHooks.Verification;

/// <summary>One event of a genuine delivery.</summary>
/// <param name="Body">Its body: that of the delivery, or of one item of a batch.</param>
/// <param name="Facts">What the provider says about it.</param>
public sealed record VerifiedEvent(ReadOnlyMemory<byte> Body, EventFacts Facts);
