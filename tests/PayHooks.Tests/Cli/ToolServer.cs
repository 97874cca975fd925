using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PayHooks.ChangeFeed;
using PayHooks.Cli.Server;
using PayHooks.Processing.Handlers;

namespace PayHooks.Tests.Cli;

/// <summary>
/// A local server that the tests of the commands share: one source for each provider, one that has a broken handler, one that
/// another test cannot disturb, and two with an old and a new secret. Each test uses events of its own.
/// </summary>
public sealed class ToolServer : IAsyncLifetime
{
    public const string ChargilySecret = "test_sk_0123456789";
    public const string PortOneSecret = "portone-secret-0123456789";
    public const string XanPaySecret = "user:xanpay-password";
    public const string OldSecret = "the-old-key-0123456789";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly string folder = Directory.CreateTempSubdirectory("payhooks-test-").FullName;
    private LocalServer? server;

    /// <summary>Whether the handler of <c>payment.failed</c> works.</summary>
    public bool IsMended { get; set; }

    public string Url => server!.BaseAddress.GetLeftPart(UriPartial.Authority);

    public async Task InitializeAsync() => server = await LocalServer.StartAsync(
        new LocalServerOptions
        {
            Urls = "http://127.0.0.1:0",
            DataFolder = Path.Combine(folder, "payhooks-data"),
            Configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["PayHooks:Sources:chargily:Secrets:0"] = ChargilySecret,
                ["PayHooks:Sources:chargily:Scheme:dashboard:live"] = "https://dashboard.example.com/payments/{id}",
                ["PayHooks:Sources:chargily:Scheme:dashboard:test"] = "https://dashboard.example.com/test/payments/{id}",
                ["PayHooks:Sources:quiet:Provider"] = "chargily",
                ["PayHooks:Sources:quiet:Secrets:0"] = ChargilySecret,
                ["PayHooks:Sources:portone:Secrets:0"] = PortOneSecret,
                ["PayHooks:Sources:xanpay:Secrets:0"] = XanPaySecret,
                ["PayHooks:Sources:broken:Provider"] = "chargily",
                ["PayHooks:Sources:broken:Secrets:0"] = ChargilySecret,
                ["PayHooks:Sources:idle:Provider"] = "x-signature",
                ["PayHooks:Sources:idle:Scheme:event:unit"] = "minor",
                ["PayHooks:Sources:idle:Secrets:0"] = OldSecret,
                ["PayHooks:Sources:idle:Secrets:1"] = "the-new-key-0123456789",
                ["PayHooks:Sources:rotating:Provider"] = "x-signature",
                ["PayHooks:Sources:rotating:Scheme:event:unit"] = "minor",
                ["PayHooks:Sources:rotating:Secrets:0"] = OldSecret,
                ["PayHooks:Sources:rotating:Secrets:1"] = "the-new-key-0123456789",
                ["PayHooks:Retry:Delays:0"] = "00:00:01",
            }).Build(),
            Handlers = builder =>
                builder.Handle(
                new HandlerRegistration("fulfil", ["*"], VerificationLevel.Credentials, Effects.Changed, _ => new Fulfil(this))),
            Quiet = true,
        },
        CancellationToken.None);

    public async Task DisposeAsync()
    {
        await server!.StopAsync();
        await server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Leaves no stream for anybody, until they are disposed.</summary>
    internal List<EventSubscription> TakeAllStreams()
    {
        var changes = server!.Services.GetRequiredService<EventChangeFeed>();
        var taken = new List<EventSubscription>();
        while (changes.Follow() is { } follower)
        {
            taken.Add(follower);
        }

        return taken;
    }

    /// <summary>Runs the tool against this server.</summary>
    internal Task<ToolRun> RunAsync(params string[] args) => ToolRun.Of([.. args, args[0] == "send" ? "--to" : "--server", Url]);

    /// <summary>Sends one sample of Chargily and returns the event's id.</summary>
    internal async Task<string> SendAsync(string source = "chargily") =>
        (string)(await RunAsync("send", "chargily", "checkout.paid", "--source", source, "--secret", ChargilySecret,
            "--json")).Json["events"]![0]!;

    /// <summary>The event as <c>show --json</c> has it, once it has this status.</summary>
    internal async Task<System.Text.Json.Nodes.JsonNode> WaitAsync(string id, string status = "completed", int deliveries = 1,
        int attempts = 0)
    {
        var started = Stopwatch.StartNew();
        while (true)
        {
            var shown = await RunAsync("show", id, "--json");
            if (shown.ExitCode == 0 && (string?)shown.Json["status"] == status && (int)shown.Json["deliveries"]! >= deliveries
                && (int)shown.Json["attempts"]! >= attempts)
            {
                return shown.Json;
            }

            Assert.True(started.Elapsed < Patience,
                $"{id} is not {status} after {started.Elapsed.TotalSeconds:0} s: {shown.Output}{shown.Error}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    private sealed class Fulfil(ToolServer owner) : IWebhookHandler
    {
        public ValueTask HandleAsync(WebhookEvent webhookEvent, HandlerContext context, CancellationToken cancellationToken) =>
            webhookEvent.Source != "broken" || owner.IsMended
                ? ValueTask.CompletedTask
                : throw new InvalidOperationException("The \u001b[31mwarehouse\u001b[0m is closed.");
    }
}

/// <summary>The tests that share the server.</summary>
[CollectionDefinition(Name)]
public class ToolServerTests : ICollectionFixture<ToolServer>
{
    public const string Name = "tool server";
}
