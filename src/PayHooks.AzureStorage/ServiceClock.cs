using Azure;
using Azure.Data.Tables;

namespace PayHooks.AzureStorage;

/// <summary>
/// The clock of the storage service, which decides what may be deleted: a wrong clock of an instance must not remove anything.
/// </summary>
internal class ServiceClock
{
    /// <summary>The time at which the service sent a response; null if it does not say.</summary>
    public virtual DateTimeOffset? TimeOf(Response? response) => response?.Headers.Date;

    /// <summary>When the marker row of a day table was written.</summary>
    public virtual DateTimeOffset? CreatedAt(DayTable table, TableEntity marker)
    {
        ArgumentNullException.ThrowIfNull(marker);
        return marker.Timestamp;
    }
}
