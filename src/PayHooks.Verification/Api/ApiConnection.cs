using System.Net.Http.Headers;
using PayHooks.Verification.Json;

namespace PayHooks.Verification.Api;

/// <summary>
/// Sends the requests of one source to one host, within a time and a size. Every failure is a <see cref="ProviderApiException"/> whose
/// message names neither key nor body.
/// </summary>
internal sealed class ApiConnection
{
    /// <summary>The largest response.</summary>
    public const int LargestBody = 4 * 1024 * 1024;

    private readonly HttpMessageInvoker http;
    private readonly string keyName;
    private readonly string provider;
    private readonly Uri origin;

    /// <summary>Creates a connection to the host of a URL.</summary>
    /// <param name="http">Sends the requests; it must not follow redirects.</param>
    /// <param name="source">The source, for messages.</param>
    /// <param name="origin">Any URL of the host that requests may be sent to.</param>
    public ApiConnection(HttpMessageInvoker http, SourceSettings source, Uri origin)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(origin);
        this.http = http;
        this.origin = origin;
        provider = source.Provider;
        keyName = $"PayHooks__Sources__{source.Name}__Api__Key";
        if (origin.Scheme != Uri.UriSchemeHttps && !origin.IsLoopback)
        {
            throw new ArgumentException("A provider's API is only called over https.", nameof(origin));
        }
    }

    /// <summary>How long a request may take, with its whole response.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Sends a request.</summary>
    /// <exception cref="ProviderApiException">The request failed, or its response cannot be used.</exception>
    public async Task<ApiResponse> SendAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!IsOfHost(request.Url))
        {
            throw Unexpected("points to another host, which is not called");
        }

        using var limit = new CancellationTokenSource(TimeLimit, Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var message = Message(request);
            using var response = await http.SendAsync(message, either.Token).ConfigureAwait(false);
            return await ReadAsync(response, request.AllowsEmpty, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failed(ApiFailure.Unavailable,
                $"did not respond within {TimeLimit.TotalSeconds:0.#} seconds; it is asked again later", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw Failed(ApiFailure.Unavailable, "could not be reached, or cut the connection; it is asked again later", e);
        }
    }

    /// <summary>Whether a URL is one that requests may be sent to.</summary>
    public bool IsOfHost(Uri url)
    {
        ArgumentNullException.ThrowIfNull(url);
        return url.IsAbsoluteUri && url.Scheme == origin.Scheme && url.Port == origin.Port && url.UserInfo.Length == 0
            && string.Equals(url.IdnHost, origin.IdnHost, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>A response that does not have the documented form.</summary>
    public ProviderApiException Unexpected(string what) => Failed(ApiFailure.Unexpected, what, null);

    /// <summary>A key without the right to do this.</summary>
    public ProviderApiException Refused(string what) => Failed(ApiFailure.Refused, what, null);

    /// <summary>A status 4xx that has no meaning for the caller.</summary>
    public ProviderApiException Unexpected(ApiResponse response) => Unexpected(
        $"rejected the request with status {response.Status}: compare the Api settings of the source with docs/provider-apis.md");

    private static HttpRequestMessage Message(ApiRequest request)
    {
        var message = new HttpRequestMessage(request.Method, request.Url);
        message.Headers.UserAgent.Add(new ProductInfoHeaderValue("PayHooks", null));
        if (request.Json is { } json)
        {
            message.Content = new ByteArrayContent(json);
            message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }
        else if (request.Form is { } fields)
        {
            message.Content = new FormUrlEncodedContent(fields);
        }

        foreach (var (name, value) in request.Headers)
        {
            // A header of the content, such as Content-Type, is not one of the message.
            if (!message.Headers.TryAddWithoutValidation(name, value) && message.Content is { } content)
            {
                content.Headers.Remove(name);
                content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        if (message.Headers.Accept.Count == 0)
        {
            message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        }

        return message;
    }

    private async Task<ApiResponse> ReadAsync(HttpResponseMessage response, bool allowsEmpty, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        switch (status)
        {
            case 401 or 403:
                throw Refused($"refused the key with status {status}: {keyName} is invalid, of the other mode, or lacks a right "
                    + "(docs/provider-apis.md)");
            case 429:
                throw Throttled(response);
            case 408 or >= 500:
                throw Failed(ApiFailure.Unavailable, $"responded with status {status}; it is asked again later", null);
            case < 200 or (>= 300 and < 400):
                throw Unexpected($"responded with status {status}; redirects are not followed, so that the key stays with its host");
        }

        var body = await BodyAsync(response, cancellationToken).ConfigureAwait(false);
        return status >= 400 || (allowsEmpty && body.IsEmpty) || JsonItems.Whole(body.Span).IsContainer
            ? new ApiResponse(status, body) { NextLink = NextLink(response) }
            : throw Unexpected("responded with something other than a JSON object or array");
    }

    // RFC 8288: <https://…>; rel="next", <https://…>; rel="first".
    private static string? NextLink(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Link", out var values)
            ? string.Join(',', values).Split('<').Skip(1).Select(link => link.Split('>', 2))
                .FirstOrDefault(link => link is [_, var rest] && rest.Split(';', ',')
                    .Any(parameter => parameter.Trim() is "rel=\"next\"" or "rel=next"))?[0]
            : null;

    private async Task<ReadOnlyMemory<byte>> BodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentLength > LargestBody)
        {
            throw TooLarge();
        }

        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            using var body = new MemoryStream();
            var buffer = new byte[16 * 1024];
            for (int read; (read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
            {
                if (body.Length + read > LargestBody)
                {
                    throw TooLarge();
                }

                body.Write(buffer, 0, read);
            }

            return EventPayload.WithoutBom(body.ToArray());
        }
    }

    private ProviderApiException Throttled(HttpResponseMessage response)
    {
        var wait = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - Time.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        return new ProviderApiException(ApiFailure.Throttled, $"The API of {provider} allows no more requests at the moment.")
        {
            RetryAfter = wait < TimeSpan.Zero ? TimeSpan.Zero : wait,
        };
    }

    private ProviderApiException TooLarge() => Unexpected($"responded with more than {LargestBody / 1024 / 1024} MiB");

    private ProviderApiException Failed(ApiFailure failure, string what, Exception? cause) =>
        new(failure, $"The API of {provider} {what}.", cause);
}
