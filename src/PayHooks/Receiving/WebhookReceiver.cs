using System.Diagnostics;
using PayHooks.Configuration;
using PayHooks.Diagnostics;
using PayHooks.Storage;
using PayHooks.Verification;

namespace PayHooks.Receiving;

/// <summary>
/// The acknowledgement path: find the source, verify, write durably, respond. One write per event and no reads: duplicates are detected
/// later, after the provider has its response.
/// </summary>
internal sealed class WebhookReceiver(
    SourceCatalog sources, DeliveryWriter writer, PayHooksOptions options, SourceActivityRecorder seen, TimeProvider time,
    DeliveryCapture? capture = null)
{
    private readonly BodyReader reader = new(options.MaxBodyBytes, options.AckTimeout, time);

    /// <summary>
    /// Receives one delivery. Never throws, except <see cref="OperationCanceledException"/> and the exceptions of the body stream when the
    /// caller disconnects.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="aborted">Canceled when the caller disconnects; a write in progress continues.</param>
    public async ValueTask<ReceiveResult> ReceiveAsync(ReceiveRequest request, CancellationToken aborted)
    {
        ArgumentNullException.ThrowIfNull(request);
        var (receivedAt, started) = (time.GetUtcNow(), time.GetTimestamp());
        using var activity = ReceiveTelemetry.Start();
        try
        {
            var result = await DecideAsync(request, receivedAt, aborted);
            ReceiveTelemetry.Report(activity, result, time.GetElapsedTime(started));
            return result;
        }
        catch (Exception)
        {
            // Only the body stream throws: the caller disconnected or violated HTTP. The host responds; the delivery is counted here.
            var brokenOff = new ReceiveResult(ReceiveOutcome.Refused, 400) { Reason = "broken_off" };
            ReceiveTelemetry.Report(activity, brokenOff, time.GetElapsedTime(started));
            throw;
        }
    }

    private async ValueTask<ReceiveResult> DecideAsync(ReceiveRequest request, DateTimeOffset receivedAt, CancellationToken aborted)
    {
        if (sources.Find(request.Source) is not { } source)
        {
            // A source with invalid settings is still recognized: the provider is asked to retry.
            if (options.Errors.FirstOrDefault(one =>
                string.Equals(one.Source, request.Source, StringComparison.OrdinalIgnoreCase)) is { } problem)
            {
                return ReceiveResults.Unavailable(problem.Source!, "source_misconfigured", problem.ToString());
            }

            return new ReceiveResult(ReceiveOutcome.Refused, 404) { Reason = "unknown_source" };
        }

        // Most of what a stranger sends has no signature: it costs neither memory for its body nor time.
        var attempt = new Delivery { Header = request.Header, Body = default, Url = request.Url, ReceivedAt = receivedAt };
        if (RejectUnread(request, source, attempt, out var codings) is { } unread)
        {
            await (capture?.TakeUnreadAsync(request, source, unread, aborted) ?? ValueTask.CompletedTask);
            return unread;
        }

        var (name, provider) = (source.Settings.Name, source.Provider!);
        ReceivedBody? received;
        try
        {
            received = await reader.ReadAsync(request.Body, request.ContentLength, aborted);
        }
        catch (NoRoomForBodyException)
        {
            return ReceiveResults.Unavailable(name, "too_many_bodies", "Too many bodies are being received at once.");
        }

        if (received is null)
        {
            var tooLarge = ReceiveResults.TooLarge(name, "The body", options.MaxBodyBytes);
            await (capture?.TakeAsync(request, source, tooLarge, body: null) ?? ValueTask.CompletedTask);
            return tooLarge;
        }

        try
        {
            var result = await DecideAsync(attempt with { Body = received.Bytes }, source, provider, codings);
            if (capture is not null && result is { Outcome: ReceiveOutcome.Refused or ReceiveOutcome.Unavailable, Error: null })
            {
                await capture.TakeAsync(request, source, result, received.Bytes);
            }

            return result;
        }
        finally
        {
            received.Return();
        }
    }

    // What can be said before the body is read; null if it must be read.
    private ReceiveResult? RejectUnread(ReceiveRequest request, Source source, Delivery attempt, out IReadOnlyList<string> codings)
    {
        codings = [];
        var name = source.Settings.Name;
        if (source.Provider is not { } provider)
        {
            return ReceiveResults.Unavailable(name, "source_misconfigured", "The source's settings do not fit its provider.");
        }

        if (!ContentDecoder.TryRead(request.Header("Content-Encoding"), out codings))
        {
            return new ReceiveResult(ReceiveOutcome.Refused, 415)
            {
                Source = name,
                Reason = "unsupported_encoding",
                Detail = "The Content-Encoding is none of gzip, deflate and br.",
                Headers = [new("Accept-Encoding", "gzip, deflate, br")],
            };
        }

        return request.ContentLength > options.MaxBodyBytes ? ReceiveResults.TooLarge(name, "The body", options.MaxBodyBytes)
            : provider.RejectByHeaders(attempt) is { } rejection ? ReceiveResults.Rejected(source, rejection, length: 0)
            : null;
    }

    private async ValueTask<ReceiveResult> DecideAsync(
        Delivery attempt, Source source, IWebhookProvider provider, IReadOnlyList<string> codings)
    {
        var (name, received, receivedAt) = (source.Settings.Name, attempt.Body, attempt.ReceivedAt);

        // Providers sign either the encoded or the decoded bytes. Whichever verifies, the decoded body is stored.
        var (body, verdict) = (received, provider.Verify(attempt));
        if (codings.Count > 0)
        {
            var decoding = ContentDecoder.Decode(received, codings, options.MaxBodyBytes, out var decoded);
            if (decoding == DecodeOutcome.Decoded)
            {
                body = decoded;
                verdict = verdict.IsGenuine ? verdict : provider.Verify(attempt with { Body = decoded });
            }
            else if (!verdict.IsGenuine)
            {
                return decoding == DecodeOutcome.TooLarge
                    ? ReceiveResults.TooLarge(name, "The decoded body", options.MaxBodyBytes)
                    : new ReceiveResult(ReceiveOutcome.Refused, 400)
                    {
                        Source = name,
                        Reason = "body_unreadable",
                        Detail = "The body is not of its Content-Encoding.",
                        BodyLength = received.Length,
                    };
            }

            // A genuine delivery that cannot be decoded is stored as sent: it is not lost, and a person can inspect it.
        }

        if (verdict.IsPing)
        {
            return new ReceiveResult(ReceiveOutcome.Ping, 200)
            {
                Source = name,
                Body = SuccessBody(source, provider),
                BodyLength = received.Length,
            };
        }

        if (!verdict.IsGenuine)
        {
            return ReceiveResults.Rejected(source, verdict, received.Length);
        }

        seen.Delivered(name, receivedAt, verdict.SecretIndex);
        if (verdict.SecretIndex >= 0)
        {
            Telemetry.SecretMatched.Add(1,
                new TagList { { "source", name }, { "index", verdict.SecretIndex }, { "secrets", source.Settings.Secrets.Count } });
        }

        var headers = RetainedHeaders.Take(provider, attempt.Header, out var tooLong);
        if (tooLong is not null)
        {
            return new ReceiveResult(ReceiveOutcome.Refused, 400)
            {
                Source = name,
                Reason = "header_too_long",
                Detail = $"The header '{tooLong}' is longer than {RetainedHeaders.LongestRead} characters.",
                BodyLength = body.Length,
            };
        }

        // Most deliveries contain one event, which is their body.
        var events = provider.Split(body);
        var delivery = new DeliveryMessage
        {
            Source = name,
            DueAt = receivedAt,
            TraceParent = Activity.Current?.Id,
            DeliveryId = $"dlv_{RandomHex.Of(24)}",
            ReceivedAt = receivedAt,
            Verification = verdict.Verification,
            SecretIndex = verdict.SecretIndex,
            Body = events.Count == 1 ? events[0] : body,
            Headers = headers,
        };
        using var limit = new CancellationTokenSource(options.AckTimeout, time);
        if (await writer.TryWriteAsync(provider, delivery, events, limit.Token) is { } error)
        {
            var unavailable = ReceiveResults.Unavailable(name, "not_durable", "The store did not confirm the write in time.");
            return unavailable with { Error = error, BodyLength = body.Length };
        }

        return new ReceiveResult(ReceiveOutcome.Accepted, 200)
        {
            Source = name,
            DeliveryId = delivery.DeliveryId,
            Body = SuccessBody(source, provider),
            BodyLength = body.Length,
        };
    }

    private static string SuccessBody(Source source, IWebhookProvider provider) => provider.SuccessBody ?? source.Descriptor.SuccessBody;
}
