using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using PayHooks.Diagnostics;

namespace PayHooks.AspNetCore;

/// <summary>Handles the request for the server's checks of itself. Called by <see cref="ApiPipeline"/>.</summary>
internal sealed class SelfCheckApi(SelfCheckRunner checks, SignInGuard? guard = null)
{
    /// <summary>Runs the checks, and where people can sign in, says who the caller is.</summary>
    public async Task RunAsync(HttpContext context)
    {
        IReadOnlyList<SelfCheckResult> caller = guard is null ? [] : [guard.Describe(context)];
        await JsonResponse.WriteAsync(
            context,
            JsonSerializer.SerializeToUtf8Bytes(
                new SelfCheckResponse([.. await checks.RunAsync(context.RequestAborted), .. caller]),
                SelfCheckJson.Default.SelfCheckResponse));
    }
}

/// <summary>The response of <see cref="SelfCheckApi.RunAsync"/>.</summary>
/// <param name="Checks">The results.</param>
internal sealed record SelfCheckResponse(IReadOnlyList<SelfCheckResult> Checks);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(SelfCheckResponse))]
internal sealed partial class SelfCheckJson : JsonSerializerContext;
