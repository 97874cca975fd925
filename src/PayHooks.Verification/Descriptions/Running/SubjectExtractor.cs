using PayHooks.Verification.Descriptions.Model;

namespace PayHooks.Verification.Descriptions.Running;

/// <summary>Reads whose state an event reports.</summary>
/// <param name="description">What an event looks like.</param>
/// <param name="mode">The mode of the source's secrets, where the body does not contain it; empty when it is unknown.</param>
internal sealed class SubjectExtractor(EventDescription description, string mode)
{
    private readonly PaymentsDescription payments = description.Payments;

    /// <summary>The subject; null when the description names none for the type, or the body does not have its id.</summary>
    /// <param name="facts">The values of the body.</param>
    /// <param name="read">The facts that were read of it.</param>
    /// <param name="body">The body as it came.</param>
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

    // Only these may come again and mean something new each time.
    private static bool HasAttempts(string type) =>
        type is EventTypes.PaymentPending or EventTypes.PaymentFailed || EventTypes.Matches("dispute.*", type);

    private string? OwnAttempt(EventFacts read, ReadOnlyMemory<byte> body) =>
        payments.ReportsEvents ? read.Identity ?? EventIds.BodyIdentity(body.Span) : null;

    private string Mode(bool? livemode) => livemode is { } live ? live ? "live" : "test" : mode;
}
