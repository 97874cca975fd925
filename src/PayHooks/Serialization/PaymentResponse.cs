using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using PayHooks.Payments;

namespace PayHooks.Serialization;

/// <summary>A payment as JSON. Unknown facts are null, never invented.</summary>
internal record PaymentResponse
{
    /// <summary>The source.</summary>
    public required string Source { get; init; }

    /// <summary>The provider's id.</summary>
    public required string Id { get; init; }

    /// <summary>The merchant's reference, or null.</summary>
    public required string? MerchantReference { get; init; }

    /// <summary>pending, failed, authorized, expired, canceled or succeeded; null if no authenticated event reports a state.</summary>
    public required string? State { get; init; }

    /// <summary>The state according to all events, if it differs.</summary>
    public required string? Unconfirmed { get; init; }

    /// <summary>Whether it is real money; null if the provider does not say.</summary>
    public required bool? Livemode { get; init; }

    /// <summary>The amount of the successful payment, otherwise of the latest event that has one, or null.</summary>
    public required AmountResponse? Amount { get; init; }

    /// <summary>What was authorized, or null.</summary>
    public required AmountResponse? Authorized { get; init; }

    /// <summary>What was captured, or null.</summary>
    public required AmountResponse? Captured { get; init; }

    /// <summary>When it was paid, or null.</summary>
    public required DateTime? PaidAt { get; init; }

    /// <summary>The sum of the successful refunds, or null.</summary>
    public required AmountResponse? Refunded { get; init; }

    /// <summary>Whether a dispute is open or lost.</summary>
    public required bool Disputed { get; init; }

    /// <summary>Grows with each change.</summary>
    public required long Version { get; init; }

    /// <summary>The names of the contradictions that were found in it.</summary>
    public required IReadOnlyList<string> Flags { get; init; }

    /// <summary>When the reference, the amounts and the provider's ids were erased, or null.</summary>
    public DateTime? ErasedAt { get; init; }

    /// <summary>The URL in the provider's dashboard; null in lists and if unknown.</summary>
    public string? Dashboard { get; init; }

    /// <summary>The events in the order in which they were applied; null in lists.</summary>
    public IEnumerable<PaymentEntryResponse>? History { get; init; }

    /// <summary>The explanation of each flag and what to do; null in lists.</summary>
    public IReadOnlyDictionary<string, string>? Explanations { get; init; }
}

/// <summary>One event of a payment, or of its refund, capture or dispute.</summary>
/// <param name="Event">The id of the event.</param>
/// <param name="Subject">The object whose state it reports.</param>
/// <param name="State">The state that it reports.</param>
/// <param name="OccurredAt">When that happened according to the provider, or null.</param>
/// <param name="ReceivedAt">When it was received.</param>
/// <param name="Amount">Its amount, or null.</param>
/// <param name="Verification">How well it was verified: none, partial, credentials, signature or api.</param>
/// <param name="Effect">changed, unchanged, stale or conflict; null before the first attempt.</param>
/// <param name="Raised">The names of the flags that it raised.</param>
internal sealed record PaymentEntryResponse(
    string Event, SubjectResponse Subject, string State, DateTime? OccurredAt, DateTime ReceivedAt, AmountResponse? Amount,
    string Verification, string? Effect, IReadOnlyList<string> Raised);

/// <summary>The object whose state an event reports.</summary>
/// <param name="Kind">payment, refund, capture, dispute or payout.</param>
/// <param name="Id">The provider's id.</param>
internal sealed record SubjectResponse(string Kind, string Id);

/// <summary>Payments, without their histories.</summary>
/// <param name="Payments">The payments, the one with the most recent event first.</param>
internal sealed record PaymentListResponse(IEnumerable<PaymentResponse> Payments);

/// <summary>Writes payments as JSON.</summary>
internal static class PaymentJson
{
    private static readonly PaymentJsonContext Context = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <summary>The contract of a payment.</summary>
    public static JsonTypeInfo Type => Context.PaymentResponse;

    /// <summary>The contract of several payments.</summary>
    public static JsonTypeInfo ListType => Context.PaymentListResponse;

    /// <summary>Writes one payment with its history.</summary>
    /// <param name="row">The payment's row.</param>
    /// <param name="dashboard">The URL in the provider's dashboard, or null.</param>
    public static byte[] WriteDetail(SubjectRow row, string? dashboard)
    {
        var payment = PaymentView.Of(row);
        return JsonSerializer.SerializeToUtf8Bytes(
            Of(payment) with
            {
                ErasedAt = row.ErasedAt?.UtcDateTime,
                Dashboard = dashboard,
                History = row.Entries.Select(Of),
                Explanations = PaymentFlagTexts.Explain(payment.Flags),
            },
            Context.PaymentResponse);
    }

    /// <summary>Writes several payments.</summary>
    public static byte[] Write(IEnumerable<SubjectRow> rows) => JsonSerializer.SerializeToUtf8Bytes(
        new PaymentListResponse(rows.Select(row => Of(PaymentView.Of(row)) with { ErasedAt = row.ErasedAt?.UtcDateTime })),
            Context.PaymentListResponse);

    private static PaymentResponse Of(Payment payment) => new()
    {
        Source = payment.Source,
        Id = payment.Id,
        MerchantReference = payment.MerchantReference,
        State = payment.State,
        Unconfirmed = payment.Unconfirmed,
        Livemode = payment.Livemode,
        Amount = AmountResponse.Of(payment.Amount),
        Authorized = AmountResponse.Of(payment.Authorized),
        Captured = AmountResponse.Of(payment.Captured),
        PaidAt = payment.PaidAt?.UtcDateTime,
        Refunded = AmountResponse.Of(payment.Refunded),
        Disputed = payment.Disputed,
        Version = payment.Version,
        Flags = payment.Flags,
    };

    private static PaymentEntryResponse Of(SubjectEntry entry) => new(
        entry.EventId,
        new SubjectResponse(SubjectTexts.Of(entry.Kind), entry.Id),
        SubjectTexts.Of(entry.State)!,
        entry.ChangedAt?.UtcDateTime,
        entry.ReceivedAt.UtcDateTime,
        AmountResponse.Of(entry.Amount),
        VerificationLevelText.Of(entry.Level),
        entry.Effect is { } effect ? SubjectTexts.Of(effect) : null,
        entry.Raised.ToNames());
}

[JsonSerializable(typeof(PaymentResponse))]
[JsonSerializable(typeof(PaymentListResponse))]
internal sealed partial class PaymentJsonContext : JsonSerializerContext;
