using PayHooks.Azure.Tests;

namespace PayHooks.Faults.Azure;

/// <summary>Keeps an Azurite running that outlives the killed servers.</summary>
internal static class AzuriteHost
{
    /// <summary>Says how it is reached, and ends with whoever started it.</summary>
    public static async Task RunAsync()
    {
        var azurite = await Azurite.GetAsync();
        Console.WriteLine($"azurite: {azurite.ConnectionString}");
        await Console.OpenStandardInput().CopyToAsync(Stream.Null);
    }
}
