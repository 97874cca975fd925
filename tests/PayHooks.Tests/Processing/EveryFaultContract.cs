using PayHooks.Storage;
using PayHooks.Tests.Storage;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Processing;

/// <summary>
/// The promise under faults: every call of every port, from the receipt to the end of the last message, fails, loses its
/// answer, never answers, or is the last thing the process did, one after the other; then a new process takes over, and
/// nothing that was answered with 200 may be lost or stranded.
/// </summary>
public abstract class EveryFaultContract
{
    private protected abstract Task<StoreUnderTest> CreateStoreAsync();

    public static TheoryData<Fault> Faults => [.. Enum.GetValues<Fault>()];

    [Theory]
    [MemberData(nameof(Faults))]
    public Task Nothing_is_lost_when_all_handlers_work(Fault fault) => HoldsAsync(fault, new FaultInjectionScenario(EventStatus.Completed));

    [Theory]
    [MemberData(nameof(Faults))]
    public Task Nothing_is_lost_when_a_handler_fails_and_is_retried(Fault fault) =>
        HoldsAsync(fault, new FaultInjectionScenario(EventStatus.Completed) { Failures = 2 });

    [Theory]
    [MemberData(nameof(Faults))]
    public Task Nothing_is_lost_when_an_event_dies_and_is_replayed(Fault fault) =>
        HoldsAsync(fault, new FaultInjectionScenario(EventStatus.Dead) { Failures = int.MaxValue });

    [Theory]
    [MemberData(nameof(Faults))]
    public Task Nothing_is_lost_when_an_event_dies_and_another_notice_reports_its_change(Fault fault) =>
        HoldsAsync(fault, new(EventStatus.Dead)
        {
            Failures = int.MaxValue,
            About = id => $"\"payment\":\"p-{id}\",\"reference\":\"{id}\",\"at\":1,",
            Again = id => $"\"payment\":\"p-{id}\",\"reference\":\"{id}\",\"at\":2,",
        });

    [Theory]
    [MemberData(nameof(Faults))]
    public Task Nothing_is_lost_when_the_body_is_too_large_for_a_message(Fault fault) =>
        HoldsAsync(fault, new FaultInjectionScenario(EventStatus.Completed) { Failures = 1, BodyBytes = 8000 });

    [Theory]
    [MemberData(nameof(Faults))]
    public Task Nothing_is_lost_when_the_event_is_a_refund_of_a_payment(Fault fault) => HoldsAsync(fault, new(EventStatus.Completed)
    {
        Failures = 1,
        About = id => $"\"payment\":\"p-{id}\",\"refund\":\"r-{id}\",\"type\":\"refund.succeeded\",\"at\":2,",
        Before = id => $"\"payment\":\"p-{id}\",\"reference\":\"{id}\",\"at\":1,",
    });

    [Theory]
    [MemberData(nameof(Faults))]
    public Task Nothing_is_lost_when_a_second_payment_of_an_order_succeeds(Fault fault) => HoldsAsync(fault, new(EventStatus.Completed)
    {
        Failures = 1,
        About = id => $"\"payment\":\"p-{id}\",\"reference\":\"{id}\",\"at\":2,",
        Before = id => $"\"payment\":\"q-{id}\",\"reference\":\"{id}\",\"at\":1,",
    });

    [Theory]
    [MemberData(nameof(Faults))]
    public Task Nothing_is_lost_when_the_API_confirms_what_nobody_signed(Fault fault) => HoldsAsync(fault, new(EventStatus.Completed)
    {
        About = id => $"\"payment\":\"p-{id}\",\"type\":\"payment.authorized\",\"at\":1,\"level\":\"None\",",
        Confirms = id => $$"""{"id":"{{id}}-item","payment":"p-{{id}}","type":"payment.authorized","at":1}""",
    });

    [Theory]
    [MemberData(nameof(Faults))]
    public Task Nothing_is_lost_when_the_API_is_further_than_what_nobody_signed(Fault fault) => HoldsAsync(fault, new(EventStatus.Completed)
    {
        About = id => $"\"payment\":\"p-{id}\",\"at\":1,\"level\":\"None\",",
        Confirms = id => $$"""{"id":"{{id}}-item","payment":"p-{{id}}","type":"refund.succeeded","total":"4.00","at":2}""",
    });

    private async Task HoldsAsync(Fault fault, FaultInjectionScenario story)
    {
        var broken = await story.BreachesAsync(CreateStoreAsync, fault);
        Assert.True(broken.Count == 0, string.Join(Environment.NewLine, broken));
    }
}

public sealed class InMemoryEveryFaultTests : EveryFaultContract
{
    private protected override Task<StoreUnderTest> CreateStoreAsync() => InMemoryStoreUnderTest.CreateAsync();
}

public sealed class RocksDbEveryFaultTests : EveryFaultContract
{
    private protected override Task<StoreUnderTest> CreateStoreAsync() => RocksDbStoreUnderTest.CreateAsync();
}
