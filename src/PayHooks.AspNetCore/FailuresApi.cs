using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using PayHooks.Operations.Failures;

namespace PayHooks.AspNetCore;

/// <summary>Handles the operations on failure groups. Called by <see cref="ApiPipeline"/>.</summary>
internal sealed class FailuresApi(FailureGroups failures, Caller caller, TimeProvider time)
{
    private const int MostOfNote = 1000;

    /// <summary>Returns the groups, largest first.</summary>
    public async Task ListAsync(HttpContext context) => await JsonResponse.WriteAsync(
        context,
        JsonSerializer.SerializeToUtf8Bytes(
            new FailureList(await failures.ListAsync(context.RequestAborted)), FailuresJson.Default.FailureList));

    /// <summary>Sets the note of a group (<c>note</c>), or acknowledges it (<c>acknowledged</c>).</summary>
    public async Task NoteAsync(HttpContext context)
    {
        if (ProblemOf(context, out var note, out var acknowledged) is { } problem)
        {
            await ProblemDetailsResponse.WriteAsync(context, StatusCodes.Status400BadRequest, problem);
            return;
        }

        var id = (string)context.Request.RouteValues["id"]!;
        var group = !EventFailure.IsGroupId(id) ? null : await failures.NoteAsync(
            id,
            current =>
            {
                current = note is null ? current : current with { Text = note.Length == 0 ? null : note };
                return acknowledged switch
                {
                    true => current with { AcknowledgedBy = caller.NameOf(context), AcknowledgedAt = time.GetUtcNow() },
                    false => current with { AcknowledgedBy = null, AcknowledgedAt = null },
                    null => current,
                };
            },
            context.RequestAborted);
        if (group is null)
        {
            await ProblemDetailsResponse.WriteAsync(
                context, StatusCodes.Status404NotFound, "No failure group has this id: its events may have completed.");
            return;
        }

        await JsonResponse.WriteAsync(context, JsonSerializer.SerializeToUtf8Bytes(group, FailuresJson.Default.FailureGroup));
    }

    private static string? ProblemOf(HttpContext context, out string? note, out bool? acknowledged)
    {
        (note, acknowledged) = (null, null);
        if (RequestContent.Of(context).Json is not { } json)
        {
            return "Send a JSON object with note, acknowledged, or both.";
        }

        if ((JsonMembers.Text(json, "note", out note) ?? JsonMembers.Flag(json, "acknowledged", out acknowledged)) is { } problem)
        {
            return problem;
        }

        if (note?.Length > MostOfNote)
        {
            return $"note has at most {MostOfNote} characters.";
        }

        // Null or an empty text removes the note.
        note = json.TryGetProperty("note", out _) ? note ?? "" : null;
        return note is null && acknowledged is null ? "Send a JSON object with note, acknowledged, or both." : null;
    }
}

/// <summary>The response of <see cref="FailuresApi.ListAsync"/>.</summary>
/// <param name="Groups">The groups, largest first.</param>
internal sealed record FailureList(IReadOnlyList<FailureGroup> Groups);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(FailureList))]
[JsonSerializable(typeof(FailureGroup))]
internal sealed partial class FailuresJson : JsonSerializerContext;
