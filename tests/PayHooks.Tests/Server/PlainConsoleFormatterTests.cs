using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using PayHooks.Cli.Server;
using PayHooks.Tests.Cli;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Server;

public sealed class PlainConsoleFormatterTests
{
    public static TheoryData<string, string> Hostile => HostileTexts.All;

    [Theory]
    [MemberData(nameof(Hostile), DisableDiscoveryEnumeration = true)]
    public void A_text_in_a_log_line_is_safe(string hostile, string safe)
    {
        using var output = new StringWriter();
        var entry = new LogEntry<string>(
            LogLevel.Warning, "PayHooks.Test", 7, hostile, new InvalidOperationException(hostile), (state, _) => $"Failed: {state}");

        new PlainConsoleFormatter(new ManualTime()).Write(entry, null, output);

        var line = Assert.Single(output.ToString().TrimEnd('\n', '\r').Split('\n'));
        HostileTexts.AssertSafe(line);
        Assert.Contains($"[7] Failed: {safe} System.InvalidOperationException: {safe}", line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_line_begins_with_the_local_time_and_its_offset()
    {
        using var output = new StringWriter();
        var time = new ManualTime();

        new PlainConsoleFormatter(time).Write(
            new LogEntry<string>(LogLevel.Information, "PayHooks.Test", 7, "", null, (_, _) => "Started."), null, output);

        Assert.StartsWith($"{time.GetLocalNow():HH:mm:sszzz} info: ", output.ToString(), StringComparison.Ordinal);
        Assert.Matches(@"^\d\d:\d\d:\d\d[+-]\d\d:\d\d ", output.ToString());
    }

    [Theory]
    [InlineData("\u001b[2J\u001b]0;owned\u0007")]
    [InlineData("a\r\n12:00:00 crit: PayHooks[0] forged")]
    [InlineData("\u009b31m\u202e\u200b\u2028\0\b")]
    public void What_a_stranger_said_stays_in_its_line_and_moves_nothing(string hostile)
    {
        using var output = new StringWriter();
        var entry = new LogEntry<string>(
            LogLevel.Warning, "PayHooks.Test", 7, hostile, new InvalidOperationException(hostile), (state, _) => $"Failed: {state}");

        new PlainConsoleFormatter(new ManualTime()).Write(entry, null, output);

        var line = Assert.Single(output.ToString().TrimEnd('\n', '\r').Split('\n'));
        Assert.Contains("warn: PayHooks.Test[7] Failed: ", line, StringComparison.Ordinal);
        Assert.Contains("InvalidOperationException", line, StringComparison.Ordinal);
        Assert.DoesNotContain(line, c => char.IsControl(c) || c is '\u202e' or '\u200b' or '\u2028');
    }
}
