using PayHooks.Payments;
using PayHooks.Verification;

namespace PayHooks.Tests.Payments;

/// <summary>The identity of items without one: it must never change, and no two changes may share one.</summary>
public sealed class ItemIdentityTests
{
    private static readonly Subject Payment = new(SubjectKind.Payment, "p1");

    [Fact]
    public void It_never_changes()
    {
        Assert.Equal("api|payment||p1|paid", Of(Payment, SubjectState.Succeeded, "paid"));
        Assert.Equal("api|payment|test|p1|paid", Of(Payment with { Mode = "test" }, SubjectState.Succeeded, "paid"));
        Assert.Equal("api|payment||p1|failed|try-2", Of(Payment with { Attempt = "try-2" }, SubjectState.Failed, "failed"));
        Assert.Equal("api|payment||p1|paid", Of(Payment with { Attempt = "try-2" }, SubjectState.Succeeded, "paid"));
        Assert.Equal(
            "api|payment||p1|refunded|12.5",
            Of(Payment with { RefundedTotal = Amount.Read("12.50", "EUR", AmountUnit.Major) }, SubjectState.Refunded, "refunded"));
        Assert.Equal(
            "api|capture||p1|1|captured",
            Of(new Subject(SubjectKind.Capture, "1") { PaymentId = "p1" }, SubjectState.Succeeded, "captured"));
        Assert.Equal("evt_upczd4fuesitn3d2azs46ceglq", EventIds.Create("test", "api|payment||p1|paid"));
    }

    [Fact]
    public void Ids_that_contain_the_separator_stay_apart() => Assert.NotEqual(
        Of(Payment with { Id = "a|b" }, SubjectState.Succeeded, "c"), Of(Payment with { Id = "a" }, SubjectState.Succeeded, "b|c"));

    [Fact]
    public void Without_the_providers_status_there_is_none() => Assert.Null(Of(Payment, SubjectState.Succeeded, null));

    private static string? Of(Subject subject, SubjectState state, string? status) =>
        ItemIdentity.Of(subject, state, new EventFacts { Type = EventTypes.PaymentSucceeded, ProviderType = status });
}
