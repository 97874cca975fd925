namespace PayHooks.Payments;

/// <summary>The states of subjects. Their order has no meaning; <see cref="StateRanks"/> has it.</summary>
internal enum SubjectState
{
    /// <summary>Nothing is known.</summary>
    None = 0,

    /// <summary>Begun and not final: payment, refund, capture, payout.</summary>
    Pending = 1,

    /// <summary>Refused: payment, refund, capture, payout.</summary>
    Failed = 2,

    /// <summary>The money of a payment is reserved.</summary>
    Authorized = 3,

    /// <summary>The payment was not made in time.</summary>
    Expired = 4,

    /// <summary>The payment was called off before it was paid.</summary>
    Canceled = 5,

    /// <summary>Done: payment, refund, capture, payout.</summary>
    Succeeded = 6,

    /// <summary>The payment was called off, by a provider that can call off a paid payment as well.</summary>
    Void = 7,

    /// <summary>A running total of refunds changed; the payment's state did not.</summary>
    Refunded = 8,

    /// <summary>The dispute has begun.</summary>
    Opened = 9,

    /// <summary>The merchant won the dispute.</summary>
    Won = 10,

    /// <summary>The merchant lost the dispute.</summary>
    Lost = 11,
}
