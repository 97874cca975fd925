using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using PayHooks.Captures;
using PayHooks.Configuration;
using PayHooks.Operations;

namespace PayHooks.AspNetCore;

/// <summary>Handles the operations on captures of rejected deliveries. Called by <see cref="ApiPipeline"/>.</summary>
internal sealed class CapturesApi(CaptureOperations captures, SourceCatalog sources, Caller caller, TimeProvider time)
{
    // A page is less than 1 MiB.
    private const int PageSize = 10;
    private const int DefaultSeconds = 600;

    /// <summary>Starts a capture. Only this response has the private key.</summary>
    public async Task StartAsync(HttpContext context)
    {
        string? name = null;
        int? seconds = null;
        if (RequestContent.Of(context).Json is { } json
            && (JsonMembers.Text(json, "source", out name)
                ?? JsonMembers.Number(json, "seconds", (int)Capture.Longest.TotalSeconds, out seconds)) is { } problem)
        {
            await ProblemDetailsResponse.WriteAsync(context, StatusCodes.Status400BadRequest, problem);
            return;
        }

        if (name is null)
        {
            await ProblemDetailsResponse.WriteAsync(context, StatusCodes.Status400BadRequest, "source is missing.");
            return;
        }

        if (sources.Find(name) is not { } source)
        {
            await ProblemDetailsResponse.WriteAsync(context, StatusCodes.Status404NotFound, $"No source is named '{name}'.");
            return;
        }

        var started = await captures.StartAsync(
            source.Settings.Name, caller.NameOf(context), RequestContent.ReasonOf(context), TimeSpan.FromSeconds(seconds ?? DefaultSeconds),
            context.RequestAborted);
        if (started is not { } capture)
        {
            await ProblemDetailsResponse.WriteAsync(
                context, StatusCodes.Status409Conflict,
                $"{Capture.MostAtOnce} captures run, which is the maximum. Stop one, or wait until it ends.");
            return;
        }

        context.Response.StatusCode = StatusCodes.Status201Created;
        await JsonResponse.WriteAsync(context, JsonSerializer.SerializeToUtf8Bytes(
            new CaptureStarted(
                capture.Capture.Id, capture.Capture.Source, capture.Capture.Until.UtcDateTime, Capture.MostDeliveries,
                Capture.MostBodyBytes, capture.PrivateKey),
            CapturesJson.Default.CaptureStarted));
    }

    /// <summary>Returns the captures that run, without their deliveries.</summary>
    public async Task ListAsync(HttpContext context) => await JsonResponse.WriteAsync(context, JsonSerializer.SerializeToUtf8Bytes(
        new CaptureList([.. (await captures.ListAsync(context.RequestAborted)).Select(one => CaptureResponse.Of(one, time.GetUtcNow()))]),
        CapturesJson.Default.CaptureList));

    /// <summary>Returns a capture and its next deliveries, by <c>?after=</c>, the number of the last one that was read.</summary>
    public async Task ShowAsync(HttpContext context)
    {
        int? after = null;
        if (QueryMembers.Text(context.Request.Query, "after") is { } text)
        {
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number >= Capture.MostDeliveries)
            {
                await ProblemDetailsResponse.WriteAsync(
                    context, StatusCodes.Status400BadRequest, $"after must be a number from 0 to {Capture.MostDeliveries - 1}.");
                return;
            }

            after = number;
        }

        // The state before the deliveries: a capture that had ended then gets no more.
        if (RouteText.KeyOf(context) is not { } id || await captures.FindAsync(id, context.RequestAborted) is not { } capture)
        {
            await WriteUnknownAsync(context);
            return;
        }

        var response = CaptureResponse.Of(capture, time.GetUtcNow());
        var page = await captures.ListDeliveriesAsync(id, after, PageSize, context.RequestAborted);
        await JsonResponse.WriteAsync(context, JsonSerializer.SerializeToUtf8Bytes(
            new CapturePage(response, [.. page.Select(one => new SealedDeliveryResponse(one.Number, one.Box))]),
            CapturesJson.Default.CapturePage));
    }

    /// <summary>Ends a capture and removes its deliveries.</summary>
    public async Task StopAsync(HttpContext context)
    {
        if (RouteText.KeyOf(context) is not { } id || await captures.StopAsync(id, context.RequestAborted) is not { } capture)
        {
            await WriteUnknownAsync(context);
            return;
        }

        await JsonResponse.WriteAsync(context, JsonSerializer.SerializeToUtf8Bytes(
            CaptureResponse.Of(capture, time.GetUtcNow()), CapturesJson.Default.CaptureResponse));
    }

    private static Task WriteUnknownAsync(HttpContext context) =>
        ProblemDetailsResponse.WriteAsync(context, StatusCodes.Status404NotFound, "No capture has this id. It may have ended.");
}

/// <summary>The response to a started capture.</summary>
/// <param name="Id">Identifies the capture.</param>
/// <param name="Source">The source.</param>
/// <param name="Until">When it ends by itself.</param>
/// <param name="MostDeliveries">The maximum number of deliveries.</param>
/// <param name="MostBodyBytes">How much of a body is kept.</param>
/// <param name="PrivateKey">Decrypts the deliveries: P-256, PKCS #8, base64. The server does not keep it.</param>
internal sealed record CaptureStarted(
    string Id, string Source, DateTime Until, int MostDeliveries, int MostBodyBytes, byte[] PrivateKey);

/// <summary>The response of <see cref="CapturesApi.ListAsync"/>.</summary>
/// <param name="Captures">The captures.</param>
internal sealed record CaptureList(IReadOnlyList<CaptureResponse> Captures);

/// <summary>A capture.</summary>
/// <param name="Id">Identifies it.</param>
/// <param name="Source">The source.</param>
/// <param name="State"><c>running</c> or <c>ended</c>.</param>
/// <param name="Reason">Why it was started, or null.</param>
/// <param name="By">Who started it.</param>
/// <param name="At">When it was started.</param>
/// <param name="Until">When it ends, or ended.</param>
internal sealed record CaptureResponse(string Id, string Source, string State, string? Reason, string By, DateTime At, DateTime Until)
{
    /// <summary>The response for a capture.</summary>
    public static CaptureResponse Of(Capture capture, DateTimeOffset now) => new(
        capture.Id, capture.Source, capture.IsActive(now) ? "running" : "ended", capture.Reason, capture.By, capture.At.UtcDateTime,
        capture.Until.UtcDateTime);
}

/// <summary>The response of <see cref="CapturesApi.ShowAsync"/>.</summary>
/// <param name="Capture">The capture.</param>
/// <param name="Deliveries">Its next deliveries, in order; empty if there are no more yet.</param>
internal sealed record CapturePage(CaptureResponse Capture, IReadOnlyList<SealedDeliveryResponse> Deliveries);

/// <summary>An encrypted delivery.</summary>
/// <param name="Number">Its number in the capture.</param>
/// <param name="Box">What only the private key opens, base64; docs/http-api.md has its format.</param>
internal sealed record SealedDeliveryResponse(int Number, ReadOnlyMemory<byte> Box);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CaptureStarted))]
[JsonSerializable(typeof(CaptureList))]
[JsonSerializable(typeof(CapturePage))]
internal sealed partial class CapturesJson : JsonSerializerContext;
