using PayHooks.Verification.Descriptions.Model;

namespace PayHooks.Verification.Descriptions.Running;

/// <summary>Extracts the subject whose state an event reports.</summary>
/// <param name="description">The description of the event.</param>
/// <param name="mode">The mode of the source's secrets, if the body does not contain it; empty if unknown.</param>
internal sealed class SubjectExtractor(EventDescription description, string mode)
{
    private readonly PaymentsDescription payments = description.Payments;

    /// <summary>Extracts the subject; null if the description has none for the type, or the body does not contain its id.</summary>
    /// <param name="facts">The values of the body.</param>
    /// <param name="read">The facts already read from the body.</param>
    /// <param name="body">The raw body.</param>
    public Subject? Read(in FactReading facts, EventFacts read, ReadOnlyMemory<byte> body)
    {
        if (payments.Subjects.Of(read.Type) is not { } named || facts.First(named.Id, FactKind.Id) is not { } id)
        {
            return null;
        }

        return new Subject(named.Kind, id)
        {
            PaymentId = facts.First(named.Payment, FactKind.Id),
            Mode = payments.HasIdsByMode ? Mode(read.Livemode) : "",
            Attempt = HasAttempts(read.Type) ? facts.First(named.Attempt, FactKind.Id) ?? OwnAttempt(read, body) : null,
            ChangedAt = facts.Time(payments.ChangedAt),
            RefundedTotal = facts.First(named.RefundedTotal, FactKind.Number) is { } number
                ? facts.Amount(description, read.Type, number)
                : null,
        };
    }

    // Only these may be reported repeatedly with a new meaning each time.
    private static bool HasAttempts(string type) =>
        type is EventTypes.PaymentPending or EventTypes.PaymentFailed || EventTypes.Matches("dispute.*", type);

    private string? OwnAttempt(EventFacts read, ReadOnlyMemory<byte> body) =>
        payments.ReportsEvents ? read.Identity ?? EventIds.BodyIdentity(body.Span) : null;

    private string Mode(bool? livemode) => livemode is { } live ? live ? "live" : "test" : mode;
}
