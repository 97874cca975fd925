using System.Globalization;

namespace PayHooks;

/// <summary>An amount of money as the provider wrote it.</summary>
/// <param name="Text">The provider's own number, exactly as its JSON token reads: <c>12.50</c> stays <c>12.50</c>.</param>
/// <param name="Currency">ISO 4217 code in the provider's spelling, or null when it tells none.</param>
public sealed record Amount(string Text, string? Currency)
{
    /// <summary>The number in the unit that the provider uses (see the provider's page); null when it does not fit a decimal.</summary>
    public decimal? Value =>
        decimal.TryParse(Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;

    /// <inheritdoc/>
    public override string ToString() => Currency is null ? Text : $"{Text} {Currency}";
}
