using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using PayHooks.Configuration;
using PayHooks.Operations;
using PayHooks.Processing.Handlers;
using PayHooks.Storage;

namespace PayHooks.AspNetCore;

/// <summary>Handles the console's requests that do not concern events: rejected deliveries, the last hour, the host. Called by
/// <see cref="ApiPipeline"/>.</summary>
internal sealed class ConsoleApi(RejectedDeliveries rejected, Overview overview, PayHooksOptions options, HostDescription host,
    HandlerSet handlers, EventStream stream, SignInGuard? signIn = null)
{
    private const int DefaultLimit = 100;

    private readonly HostFacts facts = new(
        host.Name, Version(), host.Live, host.Search, [.. options.Sources.Select(source => source.Name)],
        [.. Enum.GetValues<EventStatus>().Select(EventStatusText.Of)], EventTypes.Known,
        [.. handlers.All.Select(handler => handler.Name)], Process.GetCurrentProcess().StartTime.ToUniversalTime(), SignInGuard.AllRights);

    /// <summary>Returns the last hour of all instances, the backlog, and the state of each source.</summary>
    public async Task OverviewAsync(HttpContext context) => await JsonResponse.WriteAsync(
        context, JsonSerializer.SerializeToUtf8Bytes(await overview.ReadAsync(context.RequestAborted),
            ConsoleJson.Default.OverviewResponse));

    /// <summary>Returns what the host supports and which filters apply to events.</summary>
    public Task HostAsync(HttpContext context) =>
        JsonResponse.WriteAsync(context, JsonSerializer.SerializeToUtf8Bytes(
            facts with { Rights = signIn?.RightsOf(context) ?? facts.Rights }, ConsoleJson.Default.HostFacts));

    /// <summary>Streams new and changed events if the host supports it.</summary>
    public Task StreamAsync(HttpContext context) => stream.WriteAsync(context);

    /// <summary>Returns the most recent rejected deliveries of all instances, newest first, by <c>?source=&amp;limit=</c>.</summary>
    public async Task RejectedAsync(HttpContext context)
    {
        var query = context.Request.Query;
        if (LimitText.Read(query, DefaultLimit, RejectedDeliveries.Kept) is not { } limit)
        {
            await ProblemDetailsResponse.WriteAsync(
                context, StatusCodes.Status400BadRequest, LimitText.ProblemOf(RejectedDeliveries.Kept));
            return;
        }

        var source = query["source"] is [.., { Length: > 0 } name] ? name.ToLowerInvariant() : null;
        var found = await rejected.ReadAsync(source, limit, context.RequestAborted);
        var list = new RejectedList(found.Deliveries, found.Totals, RejectedDeliveries.Kept, rejected.Since);
        await JsonResponse.WriteAsync(context, JsonSerializer.SerializeToUtf8Bytes(list, ConsoleJson.Default.RejectedList));
    }

    // Without the commit, which a build may append after a plus sign.
    private static string Version() =>
        typeof(EventTypes).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";
}

/// <summary>The response of <see cref="ConsoleApi.HostAsync"/>.</summary>
/// <param name="Host"><c>local</c> or <c>azure</c>.</param>
/// <param name="Version">The version of PayHooks.</param>
/// <param name="Live">Whether clients can stream events.</param>
/// <param name="Search">The fields that <c>q</c> searches.</param>
/// <param name="Sources">The configured sources.</param>
/// <param name="Statuses">The statuses of events.</param>
/// <param name="Types">The known types of events.</param>
/// <param name="Handlers">The registered handlers.</param>
/// <param name="StartedAt">When the process that responds was started.</param>
/// <param name="Rights">What the caller may do: <c>read</c>, <c>operate</c>, <c>erase</c>.</param>
internal sealed record HostFacts(
    string Host, string Version, bool Live, IReadOnlyList<string> Search, IReadOnlyList<string> Sources, IReadOnlyList<string> Statuses,
        IReadOnlyList<string> Types, IReadOnlyList<string> Handlers, DateTime StartedAt, IReadOnlyList<string> Rights);

/// <summary>The response of <see cref="ConsoleApi.RejectedAsync"/>.</summary>
/// <param name="Rejected">The first few deliveries of each cause and minute, newest first.</param>
/// <param name="Counts">All deliveries, counted by cause and minute, newest minute first.</param>
/// <param name="Kept">The maximum number of entries.</param>
/// <param name="Since">The start of what is kept.</param>
internal sealed record RejectedList(
    IReadOnlyList<RejectedDelivery> Rejected, IReadOnlyList<RejectionTotal> Counts, int Kept, DateTimeOffset Since);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(HostFacts))]
[JsonSerializable(typeof(OverviewResponse))]
[JsonSerializable(typeof(RejectedList))]
internal sealed partial class ConsoleJson : JsonSerializerContext;
