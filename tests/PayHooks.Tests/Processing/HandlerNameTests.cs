using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PayHooks.Processing.Handlers;
using PayHooks.Storage;
using PayHooks.Tests.Storage;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Processing;

public sealed class HandlerNameTests
{
    [Theory]
    [InlineData("")]
    [InlineData("mark paid")]
    [InlineData("mark/paid")]
    [InlineData("zahlung_geprüft")]
    [InlineData("line\nbreak")]
    public void A_name_that_does_not_fit_an_idempotency_key_is_refused(string name)
    {
        var error = Assert.Throws<ArgumentException>(() => Builder().Handle<Nothing>(["*"], name: name));

        Assert.Contains($"'{name}' cannot name the handler Nothing", error.Message, StringComparison.Ordinal);
        Assert.Contains("1 to 100 characters", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_has_at_most_a_hundred_characters()
    {
        Builder().Handle<Nothing>(["*"], name: new string('a', 100));
        Assert.Throws<ArgumentException>(() => Builder().Handle<Nothing>(["*"], name: new string('a', 101)));
    }

    [Fact]
    public void A_generic_class_needs_a_name() => Assert.Throws<ArgumentException>(() => Builder().Handle<Generic<int>>("*"));

    [Fact]
    public void Two_handlers_cannot_share_a_name()
    {
        var builder = Builder();
        builder.Handle<Nothing>("*").Handle<Generic<int>>(["*"], name: nameof(Nothing));
        using var services = builder.Services.BuildServiceProvider();

        var error = Assert.Throws<PayHooksConfigurationException>(services.GetRequiredService<HandlerSet>);
        Assert.Contains("Handler Nothing is registered 2 times", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_renamed_class_that_keeps_its_name_does_not_run_again()
    {
        await using var store = new InMemoryStoreUnderTest();
        var fails = true;
        Task Second(WebhookEvent one, HandlerContext context, CancellationToken token) =>
            fails ? throw new InvalidOperationException("not yet") : Task.CompletedTask;
        using (var before =
            new TestBench(store,
            [DelegateHandler.Named("mark-paid", (_, _, _) => Task.CompletedTask), DelegateHandler.Named("second", Second)]))
        {
            await before.DeliverAsync();
            await before.StepAsync();
        }

        fails = false;
        var runs = 0;
        using var after =
            new TestBench(store,
            [DelegateHandler.Named("mark-paid", (_, _, _) => Task.FromResult(++runs)), DelegateHandler.Named("second", Second)]);
        await after.WorkUntilEmptyAsync();

        Assert.Equal((0, EventStatus.Completed), (runs, (await after.RecordAsync()).Status));
    }

    private static PayHooksBuilder Builder() => new ServiceCollection().AddPayHooks(new ConfigurationBuilder().Build());

    private sealed class Nothing : IWebhookHandler
    {
        public ValueTask HandleAsync(WebhookEvent webhookEvent, HandlerContext context, CancellationToken cancellationToken) =>
            ValueTask.CompletedTask;
    }

    private sealed class Generic<T> : IWebhookHandler
    {
        public ValueTask HandleAsync(WebhookEvent webhookEvent, HandlerContext context, CancellationToken cancellationToken) =>
            ValueTask.CompletedTask;
    }
}
