using System.Net;
using System.Text.RegularExpressions;
using PayHooks.AspNetCore;
using PayHooks.Azure.Tests.Functions.Platform;
using PayHooks.Tests.Server;
using Xunit.Abstractions;

namespace PayHooks.Azure.Tests.Functions;

/// <summary>The contract, and what the real host does by itself: run timers, and stop.</summary>
[Collection(Name)]
[NeedsAzurite]
public sealed class WorkerHostTests(WorkerHostFixture fixture, ITestOutputHelper output) : FunctionsHostContract(fixture, output)
{
    public const string Name = "worker host";

    private readonly WorkerHostFixture fixture = fixture;

    [Theory]
    [InlineData("PruneEvents")]
    [InlineData("SampleMetrics")]
    [InlineData("ReconcileSources")]
    [InlineData("AskOpenPayments")]
    [InlineData("CheckEndpoints")]
    public async Task A_timer_runs_its_function(string function) => Assert.True(await ((WorkerHost)fixture.Host).RunTimerAsync(function));

    [Fact]
    public async Task Where_people_sign_in_each_operation_needs_its_role_and_a_webhook_needs_none()
    {
        await using var host = fixture.Start(
        [
            .. await fixture.SettingsAsync(), new("PayHooks:SignIn", "true"), new("PayHooks:AdminKey", ApiCaller.RightKey),
            new("WEBSITE_AUTH_ENABLED", "True"),
        ]);
        await host.ReadyAsync();

        foreach (var (operation, caller) in ApiOperations.All.SelectMany(_ => ApiCaller.All, (operation, caller) => (operation, caller)))
        {
            var path = Regex.Replace(operation.Route, "{[a-z]+}", "none", RegexOptions.NonBacktracking);
            using var request = new HttpRequestMessage(new HttpMethod(operation.Methods[0]), new Uri($"/{path}", UriKind.Relative));
            request.Headers.Add(OriginGuard.Header, "1");
            request.Headers.TryAddWithoutValidation(ClientPrincipal.Header, caller.Principal);
            request.Headers.TryAddWithoutValidation(AdminGuard.KeyHeader, caller.Key);
            using var response = await host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            caller.Check(operation.Name, RightsTests.Table[operation.Name], (int)response.StatusCode);
        }

        using var webhook = await host.Client.PostAsync(new Uri("/webhooks/nobody", UriKind.Relative), new StringContent("{}"));
        Assert.Equal(HttpStatusCode.NotFound, webhook.StatusCode);
        await ((WorkerHost)host).StopAsync();
    }

    [Fact]
    public async Task A_stop_cancels_what_runs_and_the_next_worker_runs_it_again_at_once()
    {
        var delivery = fixture.Deliveries().First();
        var before = fixture.Target.Answer;
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        fixture.Target.Answer = context =>
        {
            reached.TrySetResult();
            return Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        };
        Assert.Equal(HttpStatusCode.OK, await fixture.PostAsync(delivery));
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(30));

        await ((WorkerHost)fixture.Host).StopAsync();
        fixture.Target.Answer = before;
        await fixture.KillAndStartAsync();

        await fixture.CompletedAsync(delivery.EventId);
        Assert.Equal(2, fixture.Handled[delivery.EventId]);
    }

    /// <summary>They need the machine for themselves.</summary>
    [CollectionDefinition(Name, DisableParallelization = true)]
    public sealed class Collection : ICollectionFixture<WorkerHostFixture>;
}
