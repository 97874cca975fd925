using System.Net;

namespace PayHooks.Forwarding;

/// <summary>A target responded with an error. The start of its response is kept with the attempt.</summary>
/// <param name="message">What happened, without the response.</param>
/// <param name="status">The status.</param>
/// <param name="response">The start of the response's body, or null.</param>
internal sealed class ErrorResponseException(string message, HttpStatusCode status, string? response)
    : HttpRequestException(message, null, status)
{
    /// <summary>The start of the response's body, or null.</summary>
    public string? Response => response;

    /// <summary>The response that an error carries, itself or as its cause.</summary>
    public static string? Of(Exception? error) =>
        ((error as ErrorResponseException) ?? error?.InnerException as ErrorResponseException)?.Response;
}
