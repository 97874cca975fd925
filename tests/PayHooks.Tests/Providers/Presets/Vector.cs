namespace PayHooks.Tests.Providers.Presets;

/// <summary>A delivery whose fate is known: most are published by the provider itself, with a key that is printed beside it.</summary>
/// <param name="Source">Where it is published, and what it shows.</param>
/// <param name="Secret">The secret.</param>
/// <param name="Body">The body, with line feeds only.</param>
/// <param name="Headers">The headers, as <c>Name: value</c>.</param>
public sealed record Vector(string Source, string Secret, string Body, params string[] Headers)
{
    /// <summary>Whether it is genuine.</summary>
    public bool IsGenuine { get; init; } = true;

    /// <summary>The URL that was called, where it matters.</summary>
    public string? Url { get; init; }

    /// <summary>When it arrived, in Unix seconds, where it matters.</summary>
    public long? At { get; init; }

    /// <summary>The options of <c>payhooks verify</c> for it.</summary>
    public IEnumerable<string> Options =>
    [
        .. Headers.SelectMany(header => new[] { "--header", header }),
        .. Url is null ? [] : new[] { "--url", Url },
        .. At is null ? [] : new[] { "--at", $"{At}" },
    ];
}
