namespace PayHooks.Payments;

/// <summary>The states of subjects. Their numeric order has no meaning; see <see cref="StateRanks"/>.</summary>
internal enum SubjectState
{
    /// <summary>Nothing is known.</summary>
    None = 0,

    /// <summary>Started but not final: payment, refund, capture, payout.</summary>
    Pending = 1,

    /// <summary>Failed: payment, refund, capture, payout.</summary>
    Failed = 2,

    /// <summary>The money of a payment is reserved.</summary>
    Authorized = 3,

    /// <summary>The payment was not completed in time.</summary>
    Expired = 4,

    /// <summary>The payment was canceled before it was paid.</summary>
    Canceled = 5,

    /// <summary>Succeeded: payment, refund, capture, payout.</summary>
    Succeeded = 6,

    /// <summary>The payment was canceled by a provider that can also cancel paid payments.</summary>
    Void = 7,

    /// <summary>The running refund total changed; the payment's state did not.</summary>
    Refunded = 8,

    /// <summary>The dispute was opened.</summary>
    Opened = 9,

    /// <summary>The merchant won the dispute.</summary>
    Won = 10,

    /// <summary>The merchant lost the dispute.</summary>
    Lost = 11,
}
