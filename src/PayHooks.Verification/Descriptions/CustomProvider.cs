using PayHooks.Verification.Descriptions.Model;
using PayHooks.Verification.Descriptions.Reading;
using PayHooks.Verification.Descriptions.Running;

namespace PayHooks.Verification.Descriptions;

/// <summary>A provider whose scheme is described in the source's settings or in a file.</summary>
internal static class CustomProvider
{
    /// <summary>The registry entry.</summary>
    public static ProviderDescriptor Descriptor { get; } = new("custom", Create) { OwnSettings = SchemePreset.OwnSettings };

    private static DeclarativeProvider Create(SourceSettings source)
    {
        var name = $"PayHooks__Sources__{source.Name}";
        return source.Scheme.Count > 0
            ? new DeclarativeProvider(SchemeReader.Read(source.Scheme), source)
            : throw SchemeException.Of($"{name}__Scheme", "is missing",
                $"Describe the scheme in {name}__Scheme__…, or name its file in {name}__SchemeFile.");
    }
}
