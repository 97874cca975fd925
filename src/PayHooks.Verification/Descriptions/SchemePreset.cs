using PayHooks.Verification.Descriptions.Model;
using PayHooks.Verification.Descriptions.Reading;
using PayHooks.Verification.Descriptions.Running;

namespace PayHooks.Verification.Descriptions;

/// <summary>A built-in provider defined by a scheme description, which is read only when a source uses it.</summary>
internal static class SchemePreset
{
    /// <summary>The settings of a source beyond the common ones.</summary>
    public static readonly string[] OwnSettings = ["Scheme", "SchemeFile"];

    /// <summary>Creates the registry entry of a preset.</summary>
    /// <param name="name">The name, also that of the JSON file in <c>Providers/Presets</c>.</param>
    /// <param name="aliases">Alternative names.</param>
    public static ProviderDescriptor Describe(string name, params string[] aliases) =>
        Describe(name, source => source.Scheme) with { Aliases = aliases };

    /// <summary>Creates the registry entry of a preset with additional settings.</summary>
    /// <param name="name">The name, also that of the JSON file in <c>Providers/Presets</c>.</param>
    /// <param name="settings">Converts a source's settings to a layer over the preset.</param>
    public static ProviderDescriptor Describe(string name, Func<SourceSettings, SchemeLayer> settings) =>
        Describe(name, source => [settings(source), .. source.Scheme]);

    private static ProviderDescriptor Describe(string name, Func<SourceSettings, IReadOnlyList<SchemeLayer>> over)
    {
        var preset = new Lazy<SchemeLayer>(() => Load(name));
        return new ProviderDescriptor(name, source =>
            new DeclarativeProvider(SchemeReader.Read([preset.Value, .. over(source)]), source))
        {
            OwnSettings = OwnSettings,
            SchemeOf = preset,
        };
    }

    /// <summary>The form of the secret that the layers specify, or null.</summary>
    public static string? SecretForm(IEnumerable<SchemeLayer> parts)
    {
        var form = parts.Select(part => SchemeMerger.Member(part.Members, "secret", "form")).LastOrDefault(form => form is not null);
        return form is null ? null : form.ToString();
    }

    private static SchemeLayer Load(string name)
    {
        using var stream = typeof(SchemePreset).Assembly.GetManifestResourceStream($"presets/{name}.json")
            ?? throw new InvalidOperationException($"There is no preset '{name}'.");
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return SchemeLayer.Parse($"{name}.json", bytes.ToArray());
    }
}
