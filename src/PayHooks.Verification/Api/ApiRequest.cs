namespace PayHooks.Verification.Api;

/// <summary>A request to a provider's API.</summary>
/// <param name="Method">The method.</param>
/// <param name="Url">The URL, which contains no key.</param>
internal sealed record ApiRequest(HttpMethod Method, Uri Url)
{
    /// <summary>The JSON of the body; null for none.</summary>
    public byte[]? Json { get; init; }

    /// <summary>The fields of a form as the body; null for none.</summary>
    public IReadOnlyList<KeyValuePair<string, string>>? Form { get; init; }

    /// <summary>Whether the response may be without a body, as that to a DELETE or to a request for a delivery.</summary>
    public bool AllowsEmpty { get; init; }

    /// <summary>The headers, among them the one with the key.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Without the headers: they contain the key.</summary>
    public override string ToString() => $"{Method} {Url}";
}

/// <summary>The response to a request: of status 2xx with JSON, or of a status 4xx that the caller has to judge.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The body, without a byte order mark.</param>
internal sealed record ApiResponse(int Status, ReadOnlyMemory<byte> Body)
{
    /// <summary>The URL of the next page that the header <c>Link</c> names, or null.</summary>
    public string? NextLink { get; init; }

    /// <summary>Whether the status is 2xx.</summary>
    public bool IsSuccess => Status is >= 200 and < 300;
}
