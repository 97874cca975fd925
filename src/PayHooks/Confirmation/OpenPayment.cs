using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using PayHooks.Payments;
using PayHooks.Scheduling;

namespace PayHooks.Confirmation;

/// <summary>A payment that the provider's API is to be asked about: a row of the state store, in the partition of the hour in which it is
/// due.</summary>
internal sealed record OpenPayment
{
    /// <summary>The source.</summary>
    public required string Source { get; init; }

    /// <summary>Empty, <c>live</c> or <c>test</c>; see <see cref="Subject.Mode"/>.</summary>
    public string Mode { get; init; } = "";

    /// <summary>The provider's id of the payment.</summary>
    public required string Id { get; init; }

    /// <summary>What was known of the payment when the row was written. Once it is something else, the row has done its work.</summary>
    public required string State { get; init; }

    /// <summary>How often the API has answered.</summary>
    public int Asked { get; init; }

    /// <summary>When the API is asked.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>Until when an instance asks; null if none does.</summary>
    public DateTimeOffset? TakenUntil { get; init; }

    /// <summary>A random token of the instance that asks, so that no two write the same.</summary>
    public string? TakenBy { get; init; }

    /// <summary>The payment.</summary>
    [JsonIgnore]
    public SubjectKey Payment => new(Source, SubjectKind.Payment, Mode, Id);

    /// <summary>
    /// Whether an instance asks now. A lease that lasts longer than any does was written by a clock that is far ahead, and does not count.
    /// </summary>
    public bool IsTaken(DateTimeOffset now, TimeSpan lease) =>
        TakenUntil is { } until && until > now && until - now <= lease + SharedLease.ClockMargin;

    /// <summary>The partition of an hour.</summary>
    public static string PartitionOf(DateTimeOffset hour) =>
        string.Create(CultureInfo.InvariantCulture, $"open-{hour.UtcDateTime:yyyyMMddHH}");

    /// <summary>The partition of the row.</summary>
    [JsonIgnore]
    public string Partition => PartitionOf(DueAt);

    /// <summary>
    /// The key of the row: the minute first, so that what is due comes first. With the state, so that two states within a minute are both
    /// noted.
    /// </summary>
    [JsonIgnore]
    public string Key => string.Create(
        CultureInfo.InvariantCulture,
        $"{DueAt.UtcDateTime:mm}|{Source}|{Payment.Hash()}|{State.Replace('/', ':')}");

    /// <summary>The state of an open payment as text; null if it is final, unknown or erased.</summary>
    public static string? StateOf(SubjectRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        var (confirmed, all) = Folds.Of(row);
        return row is { ErasedAt: null, Key.Kind: SubjectKind.Payment }
            && (confirmed.State is SubjectState.Pending or SubjectState.Authorized || confirmed.State != all.State)
                ? $"{SubjectTexts.Of(confirmed.State)}/{SubjectTexts.Of(all.State)}"
                : null;
    }

    /// <summary>Writes the row as JSON.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, OpenPaymentJson.Default.OpenPayment);

    /// <summary>Reads a row; null if it is not one.</summary>
    public static OpenPayment? FromJson(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, OpenPaymentJson.Default.OpenPayment);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(OpenPayment))]
internal sealed partial class OpenPaymentJson : JsonSerializerContext;
