using PayHooks.Payments;
using PayHooks.Storage;
using PayHooks.Storage.InMemory;
using Xunit.Abstractions;

namespace PayHooks.Tests.Processing.Model;

/// <summary>The model check bites: each broken rule is found, and told in a trace short enough to read.</summary>
public sealed class MutantTests(ITestOutputHelper output)
{
    private const int MostRuns = 300;
    private const int LongestTrace = 60;

    [Fact]
    public Task Finds_a_claim_that_is_taken_over_too_early() =>
        AssertFoundAsync(Mutants.Impatient, "after its holder had renewed the claim");

    [Fact]
    public Task Finds_a_message_that_ends_although_its_claim_may_yet_crash() => AssertFoundAsync(Mutants.Dropping, "is lost");

    [Fact]
    public Task Finds_a_paused_event_that_is_not_resumed() => AssertFoundAsync(Mutants.Forsaking, "is lost: it is Paused");

    [Fact]
    public Task Finds_a_delivery_that_is_counted_twice() => AssertFoundAsync(Mutants.Miscounting, "deliveries and");

    [Fact]
    public Task Finds_a_finished_handler_that_runs_again() => AssertFoundAsync(Mutants.Forgetting, "and it runs again");

    [Fact]
    public Task Finds_a_write_of_somebody_who_has_lost_the_claim() => AssertFoundAsync(Mutants.Unfenced(), "the claim is somebody else's");

    [Fact]
    public Task Finds_a_change_that_each_notice_makes() => AssertFoundAsync(PaymentMutants.Forgetting, "(b)");

    [Fact]
    public Task Finds_a_child_that_its_payment_does_not_know_of() => AssertFoundAsync(PaymentMutants.Orphaning, "(a)");

    [Fact]
    public Task Finds_two_payments_of_one_order_of_which_none_sees_the_other() => AssertFoundAsync(PaymentMutants.Blind, "is not flagged");

    [Fact]
    public Task Finds_a_version_that_goes_back() => AssertFoundAsync(PaymentMutants.Unversioned, "The version of");

    private Task AssertFoundAsync(Func<IEventLedger, IEventLedger> mutant, string breach) => AssertFoundAsync(mutant, null, breach);

    private Task AssertFoundAsync(Func<ISubjectStore, ISubjectStore> mutant, string breach) => AssertFoundAsync(null, mutant, breach);

    private async Task AssertFoundAsync(
        Func<IEventLedger, IEventLedger>? mutant, Func<ISubjectStore, ISubjectStore>? payments, string breach)
    {
        var check = new ModelCheck(new InMemoryEventLedger(), new InMemorySubjectStore(), mutant, payments);
        var failure = await Task.Run(() => check.Find(1, MostRuns));

        Assert.NotNull(failure);
        output.WriteLine(failure);
        Assert.Contains(breach, failure, StringComparison.Ordinal);
        Assert.InRange(failure.Split('\n').Length, 3, LongestTrace);
    }
}
