using Microsoft.Extensions.Configuration;
using PayHooks.Configuration;
using PayHooks.Tests.Support;
using PayHooks.Verification;

namespace PayHooks.Tests.Documents;

/// <summary>A setting that a document names is read, and a setting that is read is documented.</summary>
public sealed class SettingNameTests
{
    private const string NoSetting = "is not a setting";
    private const string Page = "docs/configuration.md";

    [Fact]
    public void Settings_that_documents_name_are_read()
    {
        var named = Markdown.Files.SelectMany(file => Markdown.Read(file).Find(@"PayHooks__\w+(<name>\w+)?"))
            .Select(name => name.TrimEnd('_')).Distinct().ToArray();
        Assert.Contains("PayHooks__Sources__<name>__AcceptUnsigned__0", named);
        Assert.Contains("PayHooks__Forward__MinimumVerification", named);
        Assert.All(named, name => Assert.True(IsRead(name), $"{name} is not a setting."));
    }

    [Theory]
    [InlineData("PayHooks__MaxBodyByte")]
    [InlineData("PayHooks__Forward__Uri")]
    [InlineData("PayHooks__Sources__<name>__Secret")]
    public void A_name_that_nothing_reads_is_noticed(string name) => Assert.False(IsRead(name));

    [Fact]
    public void Settings_that_are_read_are_documented()
    {
        var page = Markdown.Read(Page);
        string[] names =
        [
            .. Known("PayHooks__Nothing", null), .. Known("PayHooks__Forward__Nothing", null),
            .. Known("PayHooks__Forward__Targets__0__Nothing", null), .. Known("PayHooks__Notifications__0__Nothing", null), .. Known("PayHooks__Retry__Nothing", null),
            .. Known("PayHooks__Sources__<name>__Nothing", "x-signature"), .. Known("PayHooks__Sources__<name>__Nothing", "custom"),
            .. Known("PayHooks__Sources__<name>__Api__Nothing", "stripe"),
        ];
        Assert.Contains("PayHooks__DeduplicationWindow", names);
        Assert.Contains("PayHooks__Sources__<name>__SilenceAfter", names);
        Assert.All(names, name => Assert.Contains($"`{name}", page, StringComparison.Ordinal));
    }

    // Which settings there are is part of the error about one that there is not.
    private static IEnumerable<string> Known(string name, string? provider) =>
        Problems(name, provider).Single(problem => problem.Message == NoSetting).Fix
        .Find(@"one of: (?<it>.+)\.")[0].Split(", ").Select(known => name.Replace("Nothing", known, StringComparison.Ordinal));

    private static bool IsRead(string name) => name.Contains("Sources__", StringComparison.Ordinal)
        ? new ProviderRegistry().All.Any(provider => Problems(name, provider.Name).All(problem => problem.Message != NoSetting))
        : Problems(name, null).All(problem => problem.Message != NoSetting);

    private static IReadOnlyList<ConfigurationError> Problems(string name, string? provider)
    {
        // Documents write <name> for any source, or the name of an example; either way the provider is what decides.
        var key = name.Replace("__", ":", StringComparison.Ordinal).Replace("<name>", "shop", StringComparison.Ordinal);
        var settings = new Dictionary<string, string?>();
        if (provider is not null && key.Split(':') is [_, _, var source, ..])
        {
            settings[$"PayHooks:Sources:{source}:Provider"] = provider;
        }

        settings[key] = key.EndsWith(":Provider", StringComparison.Ordinal) ? provider : "00:05:00";
        return SettingsReader.Read(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), new ProviderRegistry()).Errors;
    }
}
