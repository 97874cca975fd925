namespace PayHooks.AspNetCore;

/// <summary>Describes the features that differ between hosts.</summary>
/// <param name="Name"><c>local</c> or <c>azure</c>.</param>
/// <param name="Live">Whether clients can stream events (<see cref="ApiOperations.FollowEvents"/>).</param>
/// <param name="Search">The fields that <c>q</c> searches.</param>
internal sealed record HostDescription(string Name, bool Live, IReadOnlyList<string> Search)
{
    /// <summary>A long-running host: an ASP.NET Core app.</summary>
    public static HostDescription Local { get; } = new(
        "local", true, ["id", "providerEventId", "paymentId", "resourceId", "merchantReference"]);

    /// <summary>Azure Functions.</summary>
    public static HostDescription Azure { get; } = new("azure", false, ["id", "providerEventId", "paymentId", "merchantReference"]);
}
