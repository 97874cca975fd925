using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using PayHooks.Cli.Commands;
using PayHooks.Cli.Server;
using PayHooks.Tests.Server;

namespace PayHooks.Tests.Cli;

public class KeyTests
{
    private const string Key = "admin-key-0123456789";

    [Theory]
    [InlineData("Bearer eyJ0.abc", "Authorization", "x-functions-key")]
    [InlineData("bearer eyJ0.abc", "Authorization", "x-functions-key")]
    [InlineData("a-function-key", "x-functions-key", "Authorization")]
    public async Task A_token_of_a_person_is_sent_as_a_token_and_a_key_as_a_key(string key, string header, string other)
    {
        await using var target = await ForwardTarget.StartAsync();
        target.Answer = context =>
        {
            context.Response.StatusCode = 403;
            return context.Response.WriteAsync("""{ "detail": "This needs the app role 'read'." }""");
        };

        var run = await ToolRun.Of(
            StatsCommand.Create(ToolRun.With("", ("PAYHOOKS_KEY", key))), ["stats", "--server", target.Url.GetLeftPart(UriPartial.Authority)]);

        var request = Assert.Single(target.Requests);
        Assert.Equal(key, request.Headers[header]);
        Assert.False(request.Headers.ContainsKey(other));
        Assert.EndsWith("refused: This needs the app role 'read'.", run.Error.Trim(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_with_a_key_is_asked_with_the_key()
    {
        var folder = Directory.CreateTempSubdirectory("payhooks-test-").FullName;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["PayHooks:AdminKey"] = Key,
            ["PayHooks:Sources:chargily:Secrets:0"] = "test_sk_0123456789",
        }).Build();
        await using (var server = await LocalServer.StartAsync(
            new LocalServerOptions
            {
                Urls = "http://127.0.0.1:0",
                DataFolder = Path.Combine(folder, "payhooks-data"),
                Configuration = configuration,
                Quiet = true
            },
            CancellationToken.None))
        {
            var url = server.BaseAddress.GetLeftPart(UriPartial.Authority);
            string[] args = ["stats", "--server", url];

            var without = await ToolRun.Of(StatsCommand.Create(ToolRun.With()), args);
            var wrong = await ToolRun.Of(StatsCommand.Create(ToolRun.With("another\n")), [.. args, "--key", "-"]);
            var option = await ToolRun.Of(StatsCommand.Create(ToolRun.With()), [.. args, "--key", Key]);
            var variable = await ToolRun.Of(StatsCommand.Create(ToolRun.With("", ("PAYHOOKS_KEY", Key))), args);

            var both = await ToolRun.Of(
                StatsCommand.Create(ToolRun.With("", ("PAYHOOKS_KEY", Key), ("PAYHOOKS_SERVER", url))), ["stats"]);

            Assert.Equal(
                (1, 1, 0, 0, 0), (without.ExitCode, wrong.ExitCode, option.ExitCode, variable.ExitCode, both.ExitCode));
            Assert.Contains("PAYHOOKS_KEY", without.Error, StringComparison.Ordinal);
            Assert.Contains("does not accept the key", wrong.Error, StringComparison.Ordinal);
            await server.StopAsync();
        }

        Directory.Delete(folder, recursive: true);
    }
}
