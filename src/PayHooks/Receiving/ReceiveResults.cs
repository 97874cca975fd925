using System.Globalization;
using PayHooks.Configuration;
using PayHooks.Diagnostics;
using PayHooks.Verification;

namespace PayHooks.Receiving;

/// <summary>The responses to deliveries that are not accepted.</summary>
internal static class ReceiveResults
{
    private const int RetryAfterSeconds = 10;

    /// <summary>The delivery is not genuine, or cannot be verified.</summary>
    /// <param name="source">The source.</param>
    /// <param name="verdict">The verdict.</param>
    /// <param name="length">Size of the body in bytes, as far as it was read.</param>
    public static ReceiveResult Rejected(Source source, Verdict verdict, int length)
    {
        var reason = SnakeCase.Of(verdict.Reason);
        return verdict.Reason switch
        {
            RejectionReason.SecretUnusable => Unavailable(source.Settings.Name, reason, verdict.Detail) with { BodyLength = length },
            RejectionReason.BodyUnreadable or RejectionReason.DuplicateKeys => Reject(400, []),
            _ => Reject(401, source.Provider?.ChallengeHeaders ?? source.Descriptor.ChallengeHeaders),
        };

        ReceiveResult Reject(int status, IReadOnlyList<KeyValuePair<string, string>> headers) => new(ReceiveOutcome.Refused, status)
        {
            Source = source.Settings.Name,
            Reason = reason,
            Detail = verdict.Detail,
            Headers = headers,
            BodyLength = length,
        };
    }

    /// <summary>The body is too large.</summary>
    /// <param name="source">The source.</param>
    /// <param name="what">What is too large, for the log.</param>
    /// <param name="max">The limit in bytes.</param>
    public static ReceiveResult TooLarge(string source, string what, int max) => new(ReceiveOutcome.Refused, 413)
    {
        Source = source,
        Reason = "too_large",
        Detail = $"{what} is longer than {max} bytes.",
        BodyLength = max,
    };

    /// <summary>The delivery could not be judged or stored; the provider sends it again.</summary>
    public static ReceiveResult Unavailable(string source, string reason, string? detail) => new(ReceiveOutcome.Unavailable, 503)
    {
        Source = source,
        Reason = reason,
        Detail = detail,
        Headers = [new("Retry-After", RetryAfterSeconds.ToString(CultureInfo.InvariantCulture))],
    };
}
