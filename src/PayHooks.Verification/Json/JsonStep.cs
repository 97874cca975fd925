namespace PayHooks.Verification.Json;

/// <summary>One step of a path.</summary>
/// <param name="Name">The member's name; null if the step is into an array.</param>
/// <param name="Index">The index of the item, or −1 for each item.</param>
/// <param name="IsPrefix">Whether the step matches every member whose name begins with <paramref name="Name"/>.</param>
internal readonly record struct JsonStep(string? Name, int Index = -1, bool IsPrefix = false)
{
    /// <summary>Whether the step goes to every item of an array.</summary>
    public bool IsEach => Name is null && Index < 0;
}
