using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using PayHooks.Payments;

namespace PayHooks.Serialization;

/// <summary>A flag as JSON.</summary>
/// <param name="Source">The source.</param>
/// <param name="Subject">The payment, or the payout itself, which has no payment.</param>
/// <param name="Flag">The flag's name.</param>
/// <param name="Explanation">What it means and what to do.</param>
/// <param name="Event">The event that raised it.</param>
/// <param name="RaisedAt">When it was detected.</param>
internal sealed record FlagResponse(
    string Source, SubjectResponse Subject, string Flag, string Explanation, string Event, DateTime RaisedAt);

/// <summary>Flags, newest first.</summary>
/// <param name="Flags">The flags, newest first.</param>
internal sealed record FlagListResponse(IEnumerable<FlagResponse> Flags);

/// <summary>Writes flags as JSON.</summary>
internal static class FlagJson
{
    private static readonly FlagJsonContext Context = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <summary>The contract of a list of flags.</summary>
    public static JsonTypeInfo ListType => Context.FlagListResponse;

    /// <summary>Writes the flags.</summary>
    public static byte[] Write(IEnumerable<RaisedFlag> flags) =>
        JsonSerializer.SerializeToUtf8Bytes(new FlagListResponse(flags.Select(Of)), Context.FlagListResponse);

    private static FlagResponse Of(RaisedFlag flag) => new(
        flag.Subject.Source,
        new SubjectResponse(SubjectTexts.Of(flag.Subject.Kind), flag.Subject.Id),
        flag.Flag,
        PaymentFlagTexts.Parse([flag.Flag]) is var known and not PaymentFlags.None
            ? PaymentFlagTexts.Explain(known)
            : "A newer version raised this flag.",
        flag.EventId,
        flag.At.UtcDateTime);
}

[JsonSerializable(typeof(FlagListResponse))]
internal sealed partial class FlagJsonContext : JsonSerializerContext;
