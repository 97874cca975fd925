using PayHooks.Payments;

namespace PayHooks.Tests.Payments;

/// <summary>
/// A small set of events of one payment, its refunds, captures and disputes, and of a payout, chosen so that they often contradict each
/// other.
/// </summary>
internal static class RandomHistory
{
    private static readonly string[] PaymentTypes =
    [
        EventTypes.PaymentPending, EventTypes.PaymentFailed, EventTypes.PaymentAuthorized, EventTypes.PaymentExpired,
            EventTypes.PaymentCanceled,
        EventTypes.PaymentSucceeded, EventTypes.PaymentSucceeded,
    ];

    private static readonly string[] RefundTypes = [EventTypes.RefundPending, EventTypes.RefundSucceeded, EventTypes.RefundFailed];
    private static readonly string[] CaptureTypes =
        [EventTypes.PaymentSucceeded, EventTypes.PaymentSucceeded, EventTypes.PaymentPending, EventTypes.PaymentCaptureFailed];

    private static readonly string[] PayoutTypes = [EventTypes.PayoutPending, EventTypes.PayoutSucceeded, EventTypes.PayoutFailed];
    private static readonly string[] DisputeTypes = [EventTypes.DisputeOpened, EventTypes.DisputeWon, EventTypes.DisputeLost];

    /// <summary>How many events.</summary>
    public const int MostEvents = 6;

    public static SubjectEvent[] Make(Random random)
    {
        var byTime = random.Next(2) == 0;
        var voidsPaid = random.Next(3) == 0;
        var totals = random.Next(4) == 0;
        var captures = random.Next(3) == 0;
        var events = new SubjectEvent[random.Next(2, MostEvents + 1)];
        for (var i = 0; i < events.Length; i++)
        {
            var second = byTime ? random.Next(4) : (int?)null;
            var id = $"e{i}";
            var amount = random.Next(8) == 0 ? 20m : 10m;
            events[i] = random.Next(12) switch
            {
                0 => Child(SubjectKind.Payout, "po1", PayoutTypes),
                1 or 4 => Child(SubjectKind.Refund, $"r{random.Next(2)}", RefundTypes),
                2 => Child(SubjectKind.Dispute, "d1", DisputeTypes),
                5 or 6 or 7 when captures => Child(SubjectKind.Capture, $"c{random.Next(2)}", CaptureTypes),
                3 when totals => Changes.RefundedTotal(id, 1 + (second ?? random.Next(4)), second, byTime),
                _ => Changes.Payment(
                    id, PaymentTypes[random.Next(PaymentTypes.Length)], second, amount, random.Next(3) == 0 ? id
                        : null, Level(random), byTime, voidsPaid),
            };

            SubjectEvent Child(SubjectKind kind, string childId, string[] types) => Changes.Child(
                id, kind, childId, types[random.Next(types.Length)], second, 6, kind == SubjectKind.Dispute ? id
                    : null, Level(random), byTime);
        }

        return events;
    }

    /// <summary>The events in another order, some of them twice.</summary>
    public static SubjectEvent[] Arrivals(Random random, SubjectEvent[] events)
    {
        var arrivals = events.Concat(events.Where(_ => random.Next(3) == 0)).ToArray();
        random.Shuffle(arrivals);
        return arrivals;
    }

    private static VerificationLevel Level(Random random) => random.Next(6) == 0 ? VerificationLevel.Partial : VerificationLevel.Signature;
}
