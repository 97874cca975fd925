using System.Text;
using PayHooks.Verification.Api;
using PayHooks.Verification.Descriptions.Model;

namespace PayHooks.Verification.Descriptions.Running;

/// <summary>Makes the requests of a described API, with the settings of one source.</summary>
internal sealed class ApiCaller
{
    private readonly ApiConnection connection;
    private readonly string baseUrl;
    private readonly string? account;
    private readonly KeyValuePair<string, string>[] headers;

    public ApiCaller(ApiDescription description, SourceSettings source, HttpMessageInvoker http)
    {
        var settings = source.Api ?? throw new ArgumentException("The source has no key of an API.", nameof(source));
        account = settings.Account;
        var values = new ApiCallValues { Account = account, Key = settings.Key };
        var url = new Uri(values.Text(IsTest(description, settings) ? description.Test! : description.Live, default)
            ?? throw new FormatException($"Set PayHooks__Sources__{source.Name}__Api__Account to {description.Form.AccountForm}."));
        if (settings.BaseUrl is { } local)
        {
            url = new UriBuilder(url) { Scheme = local.Scheme, Host = local.Host, Port = local.Port }.Uri;
        }

        baseUrl = url.AbsoluteUri.TrimEnd('/');
        connection = new ApiConnection(http, source, url);
        headers =
        [
            .. Authorization(description.Authentication, settings.Key),
            .. description.Headers.Select(header => (header.Name, Value: values.Text(header.Value, default)))
                .Where(header => header.Value is not null).Select(header => KeyValuePair.Create(header.Name, header.Value!)),
        ];
    }

    /// <summary>The connection.</summary>
    public ApiConnection Connection => connection;

    /// <summary>Sends a described request; null if an id in it cannot be a part of a URL.</summary>
    public async Task<ApiResponse?> SendAsync(ApiCallDescription call, ApiCallValues values, CancellationToken cancellationToken)
    {
        values = values with { Account = account };
        return Url(call, values) is { } url
            ? await connection.SendAsync(
                new ApiRequest(call.Method, url)
                {
                    Json = call.Body is { } body ? ApiRequestBody.Json(body, call, values) : null,
                    Form = call.Form is { } form ? ApiRequestBody.Form(form, call, values) : null,
                    AllowsEmpty = call.Method == HttpMethod.Delete || (values.EndpointId is not null && call.Method != HttpMethod.Get),
                    Headers = [.. headers, .. call.Headers.Select(header => KeyValuePair.Create(header.Name, header.Value.Text))],
                },
                cancellationToken).ConfigureAwait(false)
            : null;
    }

    /// <summary>Gets a URL that the provider returned.</summary>
    public Task<ApiResponse> GetAsync(Uri url, CancellationToken cancellationToken) =>
        connection.SendAsync(new ApiRequest(HttpMethod.Get, url) { Headers = headers }, cancellationToken);

    private static bool IsTest(ApiDescription description, ApiSettings settings) => description.Test is not null
        && (settings.Mode is { } mode ? string.Equals(mode, "test", StringComparison.OrdinalIgnoreCase)
            : description.TestPrefix is { } prefix && settings.Key.StartsWith(prefix, StringComparison.Ordinal));

    private static KeyValuePair<string, string>[] Authorization(ApiAuthentication authentication, string key)
    {
        const string name = "Authorization";
        return authentication switch
        {
            ApiAuthentication.Bearer => [KeyValuePair.Create(name, $"Bearer {key}")],
            ApiAuthentication.Basic => [KeyValuePair.Create(name, Basic(key))],
            ApiAuthentication.BasicUser => [KeyValuePair.Create(name, Basic($"{key}:"))],
            _ => [],
        };
    }

    private static string Basic(string credentials) => $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials))}";

    // An escaped dot is still a dot: "." and ".." would be segments of the path.
    private Uri? Url(ApiCallDescription call, ApiCallValues values)
    {
        if (values.Id is "." or ".." || values.EndpointId is "." or ".."
            || values.Text(call.Path, call.Time, Uri.EscapeDataString) is not { } path)
        {
            return null;
        }

        var url = new StringBuilder(baseUrl).Append(path);
        var mark = '?';
        foreach (var (name, template) in call.Query)
        {
            if (values.Text(template, call.Time) is { } value)
            {
                url.Append(mark).Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
                mark = '&';
            }
        }

        return Uri.TryCreate(url.ToString(), UriKind.Absolute, out var whole) ? whole : null;
    }
}
