using System.Globalization;
using System.Text;
using PayHooks.Storage;

namespace PayHooks.Confirmation;

/// <summary>
/// The hours whose open payments may be due: from the oldest that is not known to be done, up to now. The oldest is stored, so that a new
/// instance neither forgets an hour nor reads weeks of empty ones.
/// </summary>
internal sealed class OpenPaymentHours(IStateStore store, TimeProvider time)
{
    private const string Partition = "open";
    private const string Key = "from";
    private const string Format = "yyyyMMddHH";

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    // Without a stored hour: longer than any open payment waits.
    private static readonly TimeSpan FirstLookBack = TimeSpan.FromDays(3);

    private DateTimeOffset? oldest;

    /// <summary>The hours to read, oldest first.</summary>
    public async ValueTask<IReadOnlyList<DateTimeOffset>> ListAsync(CancellationToken cancellationToken)
    {
        var now = HourOf(time.GetUtcNow());
        oldest ??= await ReadAsync(cancellationToken) ?? now - FirstLookBack;

        // The hour before, too, whatever is stored: another instance's clock may be behind, and this one may have been ahead.
        var from = oldest.Value < now - Hour ? oldest.Value : now - Hour;
        return [.. Enumerable.Range(0, (int)((now - from) / Hour) + 1).Select(hour => from + (Hour * hour))];
    }

    /// <summary>Stores that these hours have no rows left. Nothing is added to an hour that is over for an hour.</summary>
    /// <param name="empty">The hours in which nothing was found.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async ValueTask CloseAsync(IReadOnlySet<DateTimeOffset> empty, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(empty);
        var next = oldest!.Value;
        while (empty.Contains(next) && next + Hour + Hour <= time.GetUtcNow())
        {
            next += Hour;
        }

        if (next > oldest)
        {
            oldest = next;
            var text = Encoding.UTF8.GetBytes(next.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture));
            await store.WriteAsync(Partition, Key, text, StateRow.AnyTag, cancellationToken);
        }
    }

    private async ValueTask<DateTimeOffset?> ReadAsync(CancellationToken cancellationToken) =>
        await store.FindAsync(Partition, Key, cancellationToken) is { } row
        && DateTimeOffset.TryParseExact(
            Encoding.UTF8.GetString(row.Value.Span), Format, CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var hour)
                ? hour
                : null;

    private static DateTimeOffset HourOf(DateTimeOffset at) => new(at.UtcDateTime.Date.AddHours(at.UtcDateTime.Hour), TimeSpan.Zero);
}
