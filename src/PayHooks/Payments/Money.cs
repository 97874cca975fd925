using System.Globalization;

namespace PayHooks.Payments;

/// <summary>Computes and compares amounts.</summary>
internal static class Money
{
    /// <summary>Creates an amount that no provider reported.</summary>
    public static Amount Of(decimal value, string? currency) =>
        new(value, currency, value.ToString(CultureInfo.InvariantCulture), AmountUnit.Major);

    /// <summary>Whether two amounts are both known and differ.</summary>
    public static bool Differ(Amount? one, Amount? other) =>
        one?.Value is { } value && other?.Value is { } second && (value != second || one.Currency != other.Currency);
}
