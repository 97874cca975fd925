using System.Globalization;
using Microsoft.Extensions.Configuration;
using PayHooks.Verification;

namespace PayHooks.Cli.Registering;

/// <summary>Where the next secret of a source belongs: behind the last one, because the last one is the newest.</summary>
internal static class NextSecret
{
    /// <summary>Returns its number. It is that of the last one if that is empty or a placeholder, and that of no other.</summary>
    public static int IndexIn(IConfiguration configuration, string source)
    {
        var last = configuration.GetSection($"PayHooks:Sources:{source}:Secrets").GetChildren()
            .Select(item => (Index: IndexOf(item.Key), item.Value)).Append((Index: -1, Value: "none")).MaxBy(item => item.Index);
        return IsPlaceholder(last.Value) ? last.Index : last.Index + 1;
    }

    private static int IndexOf(string key) =>
        int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : -1;

    private static bool IsPlaceholder(string? value) => string.IsNullOrWhiteSpace(value) || new Secret(0, value).IsSample;
}
