using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using PayHooks.Captures;
using PayHooks.Cli.Client;
using PayHooks.Cli.Terminal;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Cli;

public sealed class CapturedViewTests
{
    [Theory]
    [InlineData("оплата 東", 1)]
    [InlineData("оплата 東", 2)]
    [InlineData("paid 💳", 3)]
    public void A_text_that_was_cut_within_a_character_is_still_text(string text, int missing)
    {
        var body = Encoding.UTF8.GetBytes(text)[..^missing];
        var kept = $"{text.Split(' ')[0]} ";

        var output = Show(body, isCut: true);

        Assert.Contains($"\n{kept}\n", output, StringComparison.Ordinal);
        Assert.Contains("of the body are kept", output, StringComparison.Ordinal);
        Assert.Equal(kept, (string?)JsonNode.Parse(Show(body, isCut: true, asJson: true))!["body"]);
    }

    [Theory]
    [InlineData(false, "оплата")]
    [InlineData(true, "\0оплата")]
    public void Other_bytes_are_not_text(bool isCut, string text)
    {
        var body = Encoding.UTF8.GetBytes(text)[..^1];

        Assert.Contains("that are not text", Show(body, isCut), StringComparison.Ordinal);
        Assert.Equal(Convert.ToBase64String(body), (string?)JsonNode.Parse(Show(body, isCut, asJson: true))!["bodyBase64"]);
    }

    private static string Show(byte[] body, bool isCut, bool asJson = false)
    {
        using var output = new StringWriter { NewLine = "\n" };
        var command = new RootCommand().Parse([]);
        command.InvocationConfiguration.Output = output;
        var delivery = new CapturedDelivery
        {
            At = DateTimeOffset.UnixEpoch,
            Status = 401,
            Reason = "signature_mismatch",
            Headers = [],
            Body = body,
            IsBodyCut = isCut,
        };
        CapturedView.Show(new CliConsole(command), delivery, new ShownTime(new ManualTime(), utc: true), asJson);
        return output.ToString();
    }
}
