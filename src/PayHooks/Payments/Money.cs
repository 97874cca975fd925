using System.Globalization;

namespace PayHooks.Payments;

/// <summary>Amounts that were computed or are compared.</summary>
internal static class Money
{
    /// <summary>An amount that no provider wrote.</summary>
    public static Amount Of(decimal value, string? currency) =>
        new(value, currency, value.ToString(CultureInfo.InvariantCulture), AmountUnit.Major);

    /// <summary>Whether two amounts are both known and not the same.</summary>
    public static bool Differ(Amount? one, Amount? other) =>
        one?.Value is { } value && other?.Value is { } second && (value != second || one.Currency != other.Currency);
}
