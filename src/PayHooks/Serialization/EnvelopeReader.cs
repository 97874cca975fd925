using System.Globalization;
using System.Text.Json;

namespace PayHooks.Serialization;

/// <summary>Reads single members of a message's envelope, for callers that do not need the message.</summary>
internal static class EnvelopeReader
{
    /// <summary>The source of a message; null if it names none.</summary>
    public static string? SourceOf(ReadOnlySpan<byte> text) => MemberOf(text, "source"u8);

    /// <summary>When a message was due; null if it does not say so.</summary>
    public static DateTimeOffset? DueAtOf(ReadOnlySpan<byte> text) =>
        DateTimeOffset.TryParse(
            MemberOf(text, "dueAt"u8), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var due) ? due : null;

    private static string? MemberOf(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name)
    {
        try
        {
            var json = new Utf8JsonReader(text, isFinalBlock: false, default);
            while (json.Read())
            {
                if (json.TokenType == JsonTokenType.PropertyName && json.CurrentDepth == 1 && json.ValueTextEquals(name))
                {
                    return json.Read() && json.TokenType == JsonTokenType.String ? json.GetString() : null;
                }
            }
        }
        catch (JsonException)
        {
            // The processor reports it.
        }

        return null;
    }
}
