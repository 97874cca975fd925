namespace PayHooks.Verification.Descriptions.Model;

/// <summary>The path of a member in a scheme's JSON.</summary>
internal sealed record SchemePath(IReadOnlyList<string> Steps)
{
    /// <summary>The scheme itself.</summary>
    public static readonly SchemePath Root = new([]);

    /// <summary>The object around it.</summary>
    public SchemePath Parent => new([.. Steps.SkipLast(1)]);

    /// <summary>A member or an item of it.</summary>
    public SchemePath this[string step] => new([.. Steps, step]);

    /// <inheritdoc/>
    public override string ToString() => string.Concat(Steps.Select((step, i) =>
        int.TryParse(step, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out _) ? $"[{step}]"
            : i == 0 ? step : $".{step}"));
}
