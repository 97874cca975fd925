namespace PayHooks.Verification.Api;

/// <summary>A request to a provider's API failed. The message says what happened and what to do, without keys or bodies.</summary>
public sealed class ProviderApiException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="failure">Why the request failed.</param>
    /// <param name="message">What happened and what to do.</param>
    /// <param name="innerException">The cause, or null. It must not contain a key.</param>
    public ProviderApiException(ApiFailure failure, string message, Exception? innerException = null)
        : base(message, innerException) => Failure = failure;

    /// <summary>Why the request failed.</summary>
    public ApiFailure Failure { get; }

    /// <summary>How long the provider asks to wait, or null.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>Why a request to a provider's API failed.</summary>
public enum ApiFailure
{
    /// <summary>No response, a 5xx, or a response that took too long. A later request may succeed.</summary>
    Unavailable = 0,

    /// <summary>Too many requests: wait for <see cref="ProviderApiException.RetryAfter"/>.</summary>
    Throttled = 1,

    /// <summary>The key is invalid, of the wrong mode, or has too few rights. Further requests are useless until it is changed.</summary>
    Refused = 2,

    /// <summary>The response is too large, redirects, or does not have the documented form.</summary>
    Unexpected = 3,
}
