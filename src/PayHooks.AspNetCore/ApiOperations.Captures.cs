using Microsoft.AspNetCore.Http;

namespace PayHooks.AspNetCore;

/// <summary>The operations on captures of rejected deliveries.</summary>
internal static partial class ApiOperations
{
    public static ApiOperation ListCaptures { get; } =
        Read(nameof(ListCaptures), ApiRoutes.Captures, Call<CapturesApi>((api, context) => api.ListAsync(context))) with
        {
            Summary = "Lists the captures of rejected deliveries that run.",
            Results = [ApiResult.Of("The captures, without their deliveries.", CapturesJson.Default.CaptureList)],
        };

    public static ApiOperation StartCapture { get; } = Operate(
        nameof(StartCapture), ApiRoutes.Captures, Call<CapturesApi>((api, context) => api.StartAsync(context))) with
    {
        Summary = "Captures the rejected deliveries of a source for some time.",
        Members = ApiParameters.NewCapture,
        Results =
        [
            ApiResult.Of(
                "The capture, with the private key that decrypts its deliveries.", CapturesJson.Default.CaptureStarted,
                StatusCodes.Status201Created),
        ],
    };

    public static ApiOperation ShowCapture { get; } =
        Read(nameof(ShowCapture), ApiRoutes.Capture, Call<CapturesApi>((api, context) => api.ShowAsync(context))) with
        {
            Summary = "Gets the encrypted deliveries of a capture.",
            Path = [ApiParameters.CaptureId],
            Query = [ApiParameters.After],
            Results = [ApiResult.Of("The capture and its next deliveries.", CapturesJson.Default.CapturePage)],
        };

    public static ApiOperation StopCapture { get; } = new(
        nameof(StopCapture), ApiRoutes.Capture, [HttpMethods.Delete], ApiRight.Operate,
        Call<CapturesApi>((api, context) => api.StopAsync(context)))
    {
        Summary = "Ends a capture and removes its deliveries.",
        Path = [ApiParameters.CaptureId],
        Results = [ApiResult.Of("The capture.", CapturesJson.Default.CaptureResponse)],
    };
}
