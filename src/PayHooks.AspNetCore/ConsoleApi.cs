using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using PayHooks.Configuration;
using PayHooks.Operations;
using PayHooks.Storage;

namespace PayHooks.AspNetCore;

/// <summary>What the console shows beside the events: refusals, figures, what the host can. Each method answers one path; the host decides who may call.</summary>
internal sealed class ConsoleApi
{
    /// <summary>Route of <see cref="RefusalsAsync"/>.</summary>
    public const string RefusalsRoute = "api/refusals";

    /// <summary>Route of <see cref="OverviewAsync"/>.</summary>
    public const string OverviewRoute = "api/overview";

    /// <summary>Route of <see cref="HostAsync"/>.</summary>
    public const string HostRoute = "api/host";

    /// <summary>Route of <see cref="StreamAsync"/>.</summary>
    public const string StreamRoute = "api/stream";

    private const int DefaultRefusals = 100;

    private readonly ApiPipeline answer;
    private readonly RejectedDeliveries refusals;
    private readonly Overview overview;
    private readonly HostFacts host;
    private readonly EventStream? stream;

    internal ConsoleApi(
        ApiPipeline answer, RejectedDeliveries refusals, Overview overview, PayHooksOptions options, HostDescription host, EventStream? stream)
    {
        this.answer = answer;
        this.refusals = refusals;
        this.overview = overview;
        this.stream = stream;
        this.host = new HostFacts(
            host.Name, Version(), host.Live, host.Search, [.. options.Sources.Select(source => source.Name)],
            [.. Enum.GetValues<EventStatus>().Select(EventStatusText.Of)], EventTypes.Known);
    }

    /// <summary>The last deliveries that were not accepted, newest first, by <c>?source=&amp;limit=</c>.</summary>
    public Task RefusalsAsync(HttpContext context) => answer.WriteAsync(context, ApiPipeline.Read, WriteRefusalsAsync);

    /// <summary>What happened, what waits, how each source fares.</summary>
    public Task OverviewAsync(HttpContext context) => answer.WriteAsync(context, ApiPipeline.Read, async one =>
        await JsonResponse.WriteAsync(one, JsonSerializer.SerializeToUtf8Bytes(await overview.ReadAsync(one.RequestAborted), ConsoleJson.Default.OverviewResponse)));

    /// <summary>What the host can, and what there is to filter by.</summary>
    public Task HostAsync(HttpContext context) => answer.WriteAsync(context, ApiPipeline.Read, one =>
        JsonResponse.WriteAsync(one, JsonSerializer.SerializeToUtf8Bytes(host, ConsoleJson.Default.HostFacts)));

    /// <summary>Events as they come and change, where the host can tell.</summary>
    public Task StreamAsync(HttpContext context) => answer.WriteAsync(context, ApiPipeline.Read, one => stream is null
        ? ProblemDetailsResponse.WriteAsync(one, StatusCodes.Status404NotFound, "This host cannot tell of events as they come. Ask for the list again.")
        : stream.WriteAsync(one));

    private async Task WriteRefusalsAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var limit = DefaultRefusals;
        if (query["limit"] is [.., { Length: > 0 } text] && !int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out limit))
        {
            await ProblemDetailsResponse.WriteAsync(context, StatusCodes.Status400BadRequest, $"limit is a number from 1 to {RejectedDeliveries.Kept}.");
            return;
        }

        var source = query["source"] is [.., { Length: > 0 } name] ? name.ToLowerInvariant() : null;
        var list = new RefusalList(refusals.Newest(source, Math.Clamp(limit, 1, RejectedDeliveries.Kept)), RejectedDeliveries.Kept, refusals.Since);
        await JsonResponse.WriteAsync(context, JsonSerializer.SerializeToUtf8Bytes(list, ConsoleJson.Default.RefusalList));
    }

    // Without the commit, which a build may add behind a plus sign.
    private static string Version() =>
        typeof(EventTypes).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";
}

/// <summary>The answer of <see cref="ConsoleApi.HostAsync"/>.</summary>
internal sealed record HostFacts(
    string Host, string Version, bool Live, IReadOnlyList<string> Search, IReadOnlyList<string> Sources, IReadOnlyList<string> Statuses, IReadOnlyList<string> Types);

/// <summary>The answer of <see cref="ConsoleApi.RefusalsAsync"/>.</summary>
internal sealed record RefusalList(IReadOnlyList<RejectedDelivery> Refusals, int Kept, DateTimeOffset Since);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(HostFacts))]
[JsonSerializable(typeof(OverviewResponse))]
[JsonSerializable(typeof(RefusalList))]
internal sealed partial class ConsoleJson : JsonSerializerContext;
