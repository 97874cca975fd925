using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using PayHooks.Configuration;
using PayHooks.Operations;
using PayHooks.Storage;

namespace PayHooks.AspNetCore;

/// <summary>Answers what the console shows beside the events: rejected deliveries, the last hour, the host. <see cref="ApiPipeline"/> calls
/// it.</summary>
internal sealed class ConsoleApi(RejectedDeliveries rejected, Overview overview, PayHooksOptions options, HostDescription host,
    EventStream stream)
{
    private const int DefaultLimit = 100;

    private readonly HostFacts facts = new(
        host.Name, Version(), host.Live, host.Search, [.. options.Sources.Select(source => source.Name)],
        [.. Enum.GetValues<EventStatus>().Select(EventStatusText.Of)], EventTypes.Known);

    /// <summary>The last hour of this process, what waits, and the state of each source.</summary>
    public async Task OverviewAsync(HttpContext context) => await JsonResponse.WriteAsync(
        context, JsonSerializer.SerializeToUtf8Bytes(await overview.ReadAsync(context.RequestAborted),
            ConsoleJson.Default.OverviewResponse));

    /// <summary>What the host supports, and what events can be filtered by.</summary>
    public Task HostAsync(HttpContext context) =>
        JsonResponse.WriteAsync(context, JsonSerializer.SerializeToUtf8Bytes(facts, ConsoleJson.Default.HostFacts));

    /// <summary>Events as they arrive and change, where the host can report them.</summary>
    public Task StreamAsync(HttpContext context) => stream.WriteAsync(context);

    /// <summary>The last deliveries that were not accepted, newest first, by <c>?source=&amp;limit=</c>.</summary>
    public async Task RejectedAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var limit = DefaultLimit;
        if (query["limit"] is [.., { Length: > 0 } text]
            && !int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out limit))
        {
            await ProblemDetailsResponse.WriteAsync(context, StatusCodes.Status400BadRequest,
                $"limit is a number from 1 to {RejectedDeliveries.Kept}.");
            return;
        }

        var source = query["source"] is [.., { Length: > 0 } name] ? name.ToLowerInvariant() : null;
        var list = new RejectedList(rejected.Newest(source, Math.Clamp(limit, 1, RejectedDeliveries.Kept)), RejectedDeliveries.Kept,
            rejected.Since);
        await JsonResponse.WriteAsync(context, JsonSerializer.SerializeToUtf8Bytes(list, ConsoleJson.Default.RejectedList));
    }

    // Without the commit, which a build may add behind a plus sign.
    private static string Version() =>
        typeof(EventTypes).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";
}

/// <summary>The answer of <see cref="ConsoleApi.HostAsync"/>.</summary>
internal sealed record HostFacts(
    string Host, string Version, bool Live, IReadOnlyList<string> Search, IReadOnlyList<string> Sources, IReadOnlyList<string> Statuses,
        IReadOnlyList<string> Types);

/// <summary>The answer of <see cref="ConsoleApi.RejectedAsync"/>.</summary>
internal sealed record RejectedList(IReadOnlyList<RejectedDelivery> Rejected, int Kept, DateTimeOffset Since);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(HostFacts))]
[JsonSerializable(typeof(OverviewResponse))]
[JsonSerializable(typeof(RejectedList))]
internal sealed partial class ConsoleJson : JsonSerializerContext;
