using PayHooks.Storage;
using PayHooks.Tests.Storage;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Processing;

/// <summary>The check of <see cref="EveryFaultContract"/> bites: it finds what is wrong with code that is known to be wrong.</summary>
public sealed class MutantProtocolTests
{
    [Fact]
    public async Task The_check_catches_an_answer_that_comes_before_the_write() =>
        AssertCaught("the event is lost.", await BreachesAsync(Fault.DiesBefore, MutantProtocols.AnswersBeforeItWrites));

    [Fact]
    public async Task The_check_catches_a_completion_that_comes_before_the_handlers() =>
        AssertCaught("a handler never ran.", await BreachesAsync(Fault.DiesAfter, MutantProtocols.CompletesBeforeItHandles));

    [Fact]
    public async Task The_check_catches_a_message_that_ends_before_its_retry_is_enqueued() =>
        AssertCaught("the event is Processing.", await BreachesAsync(Fault.DiesBefore, MutantProtocols.EndsBeforeItEnqueues));

    [Fact]
    public async Task The_check_catches_a_record_of_a_retry_that_comes_before_the_retry() =>
        AssertCaught("the event is Retrying.", await BreachesAsync(Fault.DiesBefore, MutantProtocols.RecordsBeforeItEnqueues));

    private static Task<IReadOnlyList<string>> BreachesAsync(Fault fault, Func<StorePorts, StorePorts> twin) =>
        new FaultInjectionScenario(EventStatus.Completed) { Failures = 1, Rewire = twin }.BreachesAsync(InMemoryStoreUnderTest.CreateAsync,
            fault);

    private static void AssertCaught(string breach, IReadOnlyList<string> breaches) =>
        Assert.Contains(breaches, one => one.Contains(breach, StringComparison.Ordinal));
}
