using PayHooks.Operations.Failures;

namespace PayHooks.Tests.Operations.Failures;

/// <summary>Errors with the same cause are one group.</summary>
public sealed class ErrorPatternTests
{
    [Theory]
    [InlineData("Order 4711 is locked.", "Order <n> is locked.")]
    [InlineData("No order pi_3OqXkT2eZvKYlo2C1gQJ6vQa.", "No order <id>.")]
    [InlineData("Tenant 3f2504e0-4f89-11d3-9a0c-0305e82c3301 is gone", "Tenant <id> is gone")]
    [InlineData("No answer from 10.0.0.7:5432", "No answer from <address>")]
    [InlineData("No answer from [2001:db8::ff00:42:8329]:443", "No answer from <address>")]
    [InlineData("Unknown customer ana.k+shop@example.co.uk!", "Unknown customer <email>!")]
    [InlineData("Due at 2026-01-15T10:00:00Z", "Due at <n>T<n>Z")]
    [InlineData("Paid 1,234.50 EUR instead of 12.00 EUR", "Paid <n> EUR instead of <n> EUR")]
    [InlineData("HTTP2 stream 17 was reset by shop7", "HTTP<n> stream <n> was reset by shop<n>")]
    [InlineData("HttpRequestException: Name or service not known (warehouse.internal:443)",
        "HttpRequestException: Name or service not known (warehouse.internal:<n>)")]
    [InlineData("first\nsecond", "first second")]
    public void What_differs_from_event_to_event_is_replaced(string error, string expected) =>
        Assert.Equal(expected, ErrorPattern.Of(error));

    [Theory]
    [InlineData("No order pi_3OqXkT2eZvKYlo2C1gQJ6vQa for 12.00", "No order pi_9ZZYkT2eZvKYlo2C1gQJ6vQb for 1,250.00")]
    [InlineData("Due at 2026-01-15T10:00:00Z", "Due at 2026-11-05T23:59:59.123Z")]
    [InlineData("Customer a1@example.com", "Customer somebody.else@example.org")]
    public void Two_errors_with_one_cause_are_equal(string one, string other) =>
        Assert.Equal(ErrorPattern.Of(one), ErrorPattern.Of(other));

    [Fact]
    public void A_long_error_is_cut() => Assert.Equal(301, ErrorPattern.Of(new string('x', 10_000)).Length);
}
