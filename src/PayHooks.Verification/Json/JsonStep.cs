namespace PayHooks.Verification.Json;

/// <summary>One step of a path.</summary>
/// <param name="Name">The member's name; null when the step is into an array.</param>
/// <param name="Index">The item, or −1 for each.</param>
/// <param name="IsPrefix">Whether it leads to every member whose name begins with <paramref name="Name"/>.</param>
internal readonly record struct JsonStep(string? Name, int Index = -1, bool IsPrefix = false)
{
    /// <summary>Whether it goes to every item of an array.</summary>
    public bool IsEach => Name is null && Index < 0;
}
