using PayHooks.Benchmarks.Systems;

namespace PayHooks.Benchmarks.Load;

/// <summary>Before a system is measured: it must accept what is genuine and refuse what is forged or not signed.</summary>
internal static class SanityPass
{
    /// <summary>Throws when the system answers wrongly.</summary>
    public static async Task RunAsync(SystemUnderTest system, Deliveries deliveries)
    {
        // Any error will do for a refusal: webhook, for one, answers 500 to a signature that does not match.
        var (genuine, forged, unsigned) = deliveries.Probes();
        using var connection = await Connection.OpenAsync(system.Address);
        await ExpectAsync("a genuine delivery", genuine, status => status == 200);
        await ExpectAsync("a forged delivery", forged, status => status >= 400);
        await ExpectAsync("an unsigned delivery", unsigned, status => status >= 400);

        async Task ExpectAsync(string what, byte[] request, Func<int, bool> isRight)
        {
            var status = await connection.SendAsync(request);
            if (!isRight(status))
            {
                throw new InvalidOperationException($"{system.Definition.Name} answered {status} to {what}; it cannot be compared.");
            }
        }
    }
}
