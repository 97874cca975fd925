using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using PayHooks.Diagnostics;

namespace PayHooks.AspNetCore;

/// <summary>Handles the request for the server's checks of itself. Called by <see cref="ApiPipeline"/>.</summary>
internal sealed class SelfCheckApi(SelfCheckRunner checks)
{
    /// <summary>Runs the checks.</summary>
    public async Task RunAsync(HttpContext context) => await JsonResponse.WriteAsync(
        context,
        JsonSerializer.SerializeToUtf8Bytes(
            new SelfCheckResponse(await checks.RunAsync(context.RequestAborted)), SelfCheckJson.Default.SelfCheckResponse));
}

/// <summary>The response of <see cref="SelfCheckApi.RunAsync"/>.</summary>
internal sealed record SelfCheckResponse(IReadOnlyList<SelfCheckResult> Checks);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(SelfCheckResponse))]
internal sealed partial class SelfCheckJson : JsonSerializerContext;
