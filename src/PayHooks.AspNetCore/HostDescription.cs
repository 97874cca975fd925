namespace PayHooks.AspNetCore;

/// <summary>What one host offers that another does not.</summary>
/// <param name="Name"><c>local</c> or <c>azure</c>.</param>
/// <param name="Live">Whether events can be followed (<see cref="ApiOperations.FollowEvents"/>).</param>
/// <param name="Search">What <c>q</c> finds events by.</param>
internal sealed record HostDescription(string Name, bool Live, IReadOnlyList<string> Search)
{
    /// <summary>A host that stays up: an ASP.NET Core app.</summary>
    public static HostDescription Local { get; } = new(
        "local", true, ["id", "providerEventId", "paymentId", "resourceId", "merchantReference"]);

    /// <summary>Azure Functions.</summary>
    public static HostDescription Azure { get; } = new("azure", false, ["id", "providerEventId", "paymentId", "merchantReference"]);
}
