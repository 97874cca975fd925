using Microsoft.Extensions.DependencyInjection;
using PayHooks.Testing;

namespace PayHooks.Tests.Testing;

public sealed class HandlerHarnessTests
{
    private readonly WebhookEvent paid = SampleEvents.Create("stripe", "payment_intent.succeeded");

    [Fact]
    public async Task A_handler_that_fails_twice_succeeds_at_its_third_attempt_after_the_delays_and_under_one_key()
    {
        var script = new Script(2);
        var run = await RunAsync(script, new() { RetryDelays = [TimeSpan.FromMinutes(1), TimeSpan.FromHours(1)] });

        Assert.Equal(HandlerOutcome.Succeeded, run.Outcome);
        Assert.Equal([1, 2, 3], run.Attempts.Select(attempt => attempt.Context.Attempt));
        Assert.Equal([TimeSpan.Zero, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(61)],
            run.Attempts.Select(attempt => attempt.At - paid.ReceivedAt));
        Assert.Equal(["failure 1", "failure 2"], run.Exceptions.Select(error => error.Message));
        Assert.Equal($"{paid.Id}.{nameof(Scripted)}", run.IdempotencyKey);
        Assert.All(script.Keys, key => Assert.Equal(run.IdempotencyKey, key));
        Assert.Equal(3, script.Keys.Count);
    }

    [Fact]
    public async Task A_handler_that_always_fails_ends_as_a_dead_letter_after_the_attempts_of_the_product()
    {
        var run = await RunAsync(new Script(int.MaxValue), new());

        Assert.Equal((HandlerOutcome.DeadLettered, 9), (run.Outcome, run.Attempts.Count));
        Assert.All(run.Attempts, attempt => Assert.False(attempt.Succeeded));
    }

    [Fact]
    public async Task A_permanent_failure_is_not_tried_again()
    {
        var script = new Script(int.MaxValue) { Error = static number => new PermanentFailureException($"failure {number}") };
        var run = await RunAsync(script, new());

        Assert.Equal((HandlerOutcome.DeadLettered, 1), (run.Outcome, run.Attempts.Count));
    }

    [Fact]
    public async Task A_handler_that_says_when_is_tried_again_then()
    {
        var script = new Script(1) { Error = static _ => new RetryAfterException(TimeSpan.FromHours(2)) };
        var run = await RunAsync(script, new());

        Assert.Equal([TimeSpan.Zero, TimeSpan.FromHours(2)], run.Attempts.Select(attempt => attempt.At - paid.ReceivedAt));
    }

    [Fact]
    public async Task Repeats_run_the_handler_again_under_the_same_key()
    {
        var script = new Script(0);
        var run = await RunAsync(script, new() { Repeats = 2, Name = "mark-paid" });

        Assert.Equal(HandlerOutcome.Succeeded, run.Outcome);
        Assert.Equal([$"{paid.Id}.mark-paid", $"{paid.Id}.mark-paid", $"{paid.Id}.mark-paid"], script.Keys);
    }

    [Fact]
    public async Task A_missing_dependency_is_an_error_of_the_test_and_not_a_failed_attempt()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => HandlerHarness.RunAsync<Scripted>(paid));

        Assert.StartsWith("Scripted cannot be created. Register what it depends on", error.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(Script), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_handler_that_waits_for_its_cancellation_exceeds_its_time_limit()
    {
        var run = await HandlerHarness.RunAsync<Hanging>(paid,
            options: new() { RetryDelays = [], Timeout = TimeSpan.FromMilliseconds(20) });

        Assert.Equal(HandlerOutcome.DeadLettered, run.Outcome);
        Assert.IsType<TimeoutException>(Assert.Single(run.Exceptions));
    }

    private Task<HandlerRun> RunAsync(Script script, HandlerHarnessOptions options) =>
        HandlerHarness.RunAsync<Scripted>(paid, services => services.AddSingleton(script), options);

    private sealed class Script(int failures)
    {
        public List<string> Keys { get; } = [];

        public Func<int, Exception> Error { get; init; } = static number => new InvalidOperationException($"failure {number}");

        public void Run(string key)
        {
            Keys.Add(key);
            if (Keys.Count <= failures)
            {
                throw Error(Keys.Count);
            }
        }
    }

    private sealed class Scripted(Script script) : IWebhookHandler
    {
        public ValueTask HandleAsync(WebhookEvent webhookEvent, HandlerContext context, CancellationToken cancellationToken)
        {
            script.Run(context.IdempotencyKey);
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Hanging : IWebhookHandler
    {
        public async ValueTask HandleAsync(WebhookEvent webhookEvent, HandlerContext context, CancellationToken cancellationToken) =>
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
    }
}
