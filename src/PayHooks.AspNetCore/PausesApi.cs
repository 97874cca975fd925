using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using PayHooks.Configuration;
using PayHooks.Operations;
using PayHooks.Pauses;
using PayHooks.Processing.Handlers;

namespace PayHooks.AspNetCore;

/// <summary>Handles the operations that pause sources and handlers. Called by <see cref="ApiPipeline"/>.</summary>
internal sealed class PausesApi(
    PauseOperations pauses, SourceCatalog sources, HandlerSet handlers, Caller caller, TimeProvider time)
{
    /// <summary>Returns what is paused.</summary>
    public async Task ListAsync(HttpContext context) => await JsonResponse.WriteAsync(
        context,
        JsonSerializer.SerializeToUtf8Bytes(
            new PauseList([.. (await pauses.ListAsync(context.RequestAborted)).Select(PauseResponse.Of)]), PausesJson.Default.PauseList));

    /// <summary>Lets the events of a source or a handler wait.</summary>
    public async Task PauseAsync(HttpContext context, PauseKind kind)
    {
        var name = NameOf(context, kind);
        if (!IsKnown(kind, name))
        {
            await ProblemDetailsResponse.WriteAsync(
                context, StatusCodes.Status404NotFound,
                kind == PauseKind.Source ? $"No source is named '{name}'." : $"No handler is named '{name}'.");
            return;
        }

        var (until, problem) = UntilOf(context);
        if (problem is not null)
        {
            await ProblemDetailsResponse.WriteAsync(context, StatusCodes.Status400BadRequest, problem);
            return;
        }

        var pause = await pauses.PauseAsync(
            kind, name, caller.NameOf(context), RequestContent.ReasonOf(context), until, context.RequestAborted);
        await WriteAsync(context, pause);
    }

    /// <summary>Ends a pause.</summary>
    public async Task ResumeAsync(HttpContext context, PauseKind kind)
    {
        var name = NameOf(context, kind);

        // A handler may be removed while it is paused, so any valid name counts. Others are not valid keys of the store.
        if (!HandlerRegistration.IsUsableName(name) || await pauses.ResumeAsync(kind, name, context.RequestAborted) is not { } pause)
        {
            await ProblemDetailsResponse.WriteAsync(
                context, StatusCodes.Status404NotFound,
                $"The {(kind == PauseKind.Source ? "source" : "handler")} '{name}' is not paused.");
            return;
        }

        context.Response.StatusCode = StatusCodes.Status202Accepted;
        await WriteAsync(context, pause);
    }

    private static Task WriteAsync(HttpContext context, Pause pause) => JsonResponse.WriteAsync(
        context, JsonSerializer.SerializeToUtf8Bytes(PauseResponse.Of(pause), PausesJson.Default.PauseResponse));

    private bool IsKnown(PauseKind kind, string name) =>
        kind == PauseKind.Source ? sources.Find(name) is not null : handlers.All.Any(handler => handler.Name == name);

    private (DateTimeOffset? Until, string? Problem) UntilOf(HttpContext context)
    {
        DateTimeOffset? until = null;
        var problem = RequestContent.Of(context).Json is { } json ? JsonMembers.Time(json, "until", out until) : null;
        return problem is not null ? (null, problem) : until <= time.GetUtcNow() ? (null, "until is in the past.") : (until, null);
    }

    private static string NameOf(HttpContext context, PauseKind kind)
    {
        var name = (string)context.Request.RouteValues["name"]!;
        return kind == PauseKind.Source ? name.ToLowerInvariant() : name;
    }
}

/// <summary>The response of <see cref="PausesApi.ListAsync"/>.</summary>
/// <param name="Pauses">The pauses.</param>
internal sealed record PauseList(IReadOnlyList<PauseResponse> Pauses);

/// <summary>A pause.</summary>
/// <param name="Kind"><c>source</c> or <c>handler</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="State"><c>paused</c>, or <c>resuming</c> while its events are being requeued.</param>
/// <param name="Reason">Why it was paused, or null.</param>
/// <param name="By">Who paused it.</param>
/// <param name="At">When it was paused.</param>
/// <param name="Until">When it resumes by itself, or null.</param>
internal sealed record PauseResponse(
    string Kind, string Name, string State, string? Reason, string By, DateTime At, DateTime? Until)
{
    /// <summary>The response for a pause.</summary>
    public static PauseResponse Of(Pause pause) => new(
        pause.Kind == PauseKind.Source ? "source" : "handler", pause.Name, pause.ResumedAt is null ? "paused" : "resuming", pause.Reason,
        pause.By, pause.At.UtcDateTime, pause.Until?.UtcDateTime);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PauseList))]
[JsonSerializable(typeof(PauseResponse))]
internal sealed partial class PausesJson : JsonSerializerContext;
