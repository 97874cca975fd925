using System.Text;
using PayHooks.Cli.Settings;

namespace PayHooks.Tests.Registration;

/// <summary>One setting of a file is set; everything else stays, comments included.</summary>
public sealed class SettingsEditorTests
{
    private const string Name = "PayHooks__Sources__shop__Secrets__1";

    [Theory]
    [InlineData("", "{\n  \"PayHooks__Sources__shop__Secrets__1\": \"v\"\n}\n")]
    [InlineData("{}", "{\n  \"PayHooks__Sources__shop__Secrets__1\": \"v\"}")]
    [InlineData("{\r\n    \"a\": 1\r\n}", "{\r\n    \"a\": 1,\r\n    \"PayHooks__Sources__shop__Secrets__1\": \"v\"\r\n}")]
    [InlineData("{ // one\n  \"a\": [1, {\"b\": 2}], // two\n}", "{ // one\n  \"a\": [1, {\"b\": 2}],\n  \"PayHooks__Sources__shop__Secrets__1\": \"v\", // two\n}")]
    [InlineData("{ \"Values\": { \"a\": \"}\" }, \"b\": 1 }", "{ \"Values\": { \"a\": \"}\", \"PayHooks__Sources__shop__Secrets__1\": \"v\" }, \"b\": 1 }")]
    [InlineData("{\"payhooks__sources__shop__secrets__1\": \"old\", \"a\": 1}", "{\"payhooks__sources__shop__secrets__1\": \"v\", \"a\": 1}")]
    [InlineData("{\"PayHooks\":{\"Sources\":{\"shop\":{\"Secrets\":[\"a\",\"old\",\"c\"]}}}}", "{\"PayHooks\":{\"Sources\":{\"shop\":{\"Secrets\":[\"a\",\"v\",\"c\"]}}}}")]
    [InlineData("{\"Values\":{\"PayHooks\":{\"Sources__shop\":{\"Secrets\":{\"1\":\"old\"}}}}}", "{\"Values\":{\"PayHooks\":{\"Sources__shop\":{\"Secrets\":{\"1\":\"v\"}}}}}")]
    public void A_setting_is_added_or_replaced(string text, string expected) => Assert.Equal(expected, Set(text, false));

    [Theory]
    [InlineData("", "{\n  \"Values\": {\n    \"PayHooks__Sources__shop__Secrets__1\": \"v\"\n  }\n}\n")]
    [InlineData("{\n  \"IsEncrypted\": false\n}", "{\n  \"IsEncrypted\": false,\n  \"Values\": { \"PayHooks__Sources__shop__Secrets__1\": \"v\" }\n}")]
    [InlineData("{ \"PayHooks__Sources__shop__Secrets__1\": \"not a setting here\", \"Values\": {} }", "{ \"PayHooks__Sources__shop__Secrets__1\": \"not a setting here\", \"Values\": {\n    \"PayHooks__Sources__shop__Secrets__1\": \"v\"} }")]
    public void Only_Values_has_the_settings_of_a_local_file(string text, string expected) => Assert.Equal(expected, Set(text, true));

    [Fact]
    public void A_text_that_is_not_JSON_is_not_touched() => Assert.Throws<FormatException>(() => Set("{ \"a\" 1 }", false));

    [Fact]
    public void What_was_set_is_read_back()
    {
        var path = Path.GetTempFileName();
        try
        {
            const string value = "a\"b\\c ü+/=";
            File.WriteAllBytes(path, SettingsEditor.Set([.. "\uFEFF"u8, .. "{ \"x\": \"1\" }"u8], false, Name, value));
            Assert.Equal(value, SettingsFile.Read(path, valuesOnly: false).Settings["PayHooks:Sources:shop:Secrets:1"]);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string Set(string text, bool valuesOnly) =>
        Encoding.UTF8.GetString(SettingsEditor.Set(Encoding.UTF8.GetBytes(text), valuesOnly, Name, "v"));
}
