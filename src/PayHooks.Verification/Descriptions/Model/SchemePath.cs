namespace PayHooks.Verification.Descriptions.Model;

/// <summary>The path of a member in a scheme's JSON.</summary>
internal sealed record SchemePath(IReadOnlyList<string> Steps)
{
    /// <summary>The root of the scheme.</summary>
    public static readonly SchemePath Root = new([]);

    /// <summary>The path of the containing object.</summary>
    public SchemePath Parent => new([.. Steps.SkipLast(1)]);

    /// <summary>The path of a member or an item.</summary>
    public SchemePath this[string step] => new([.. Steps, step]);

    /// <inheritdoc/>
    public override string ToString() => string.Concat(Steps.Select((step, i) =>
        int.TryParse(step, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out _) ? $"[{step}]"
            : i == 0 ? step : $".{step}"));
}
