using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace PayHooks.AspNetCore;

/// <summary>
/// Serves the console's static files, which are embedded in this assembly and contain no data. The data comes from
/// <see cref="OperationsApi"/>, which requires the key.
/// </summary>
internal sealed class ConsoleFiles
{
    /// <summary>The route in both hosts; without a file name it serves the page.</summary>
    public const string Route = "console/{file?}";

    private const string Folder = "Console/";
    private const string Page = "index.html";

    // Allows only files from this origin, and no inline script or style, so that text in a payload can never run.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly FrozenDictionary<string, string> ContentTypes = new Dictionary<string, string>
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
    }.ToFrozenDictionary();

    private readonly FrozenDictionary<string, ConsoleFile> files = Load();

    /// <summary>Serves the file that the route names, 304 if the client already has it, or 404.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var response = context.Response;
        AddHeaders(response.Headers);
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            response.Headers.Allow = "GET, HEAD";
            response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return;
        }

        var name = context.Request.RouteValues.TryGetValue("file", out var value) && value is string { Length: > 0 } given ? given : Page;
        if (!files.TryGetValue(name, out var file))
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        // The page's links are relative to its folder, so that they work under any prefix.
        if (name == Page && context.Request.Path.Value?.EndsWith("/console/", StringComparison.OrdinalIgnoreCase) == true)
        {
            response.Redirect($"../console{context.Request.QueryString}");
            return;
        }

        response.Headers.ETag = file.Tag;
        if (HasIt(context.Request, file))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = file.ContentType;
        response.ContentLength = file.Content.Length;
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await response.Body.WriteAsync(file.Content, context.RequestAborted);
        }
    }

    private static void AddHeaders(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer"; // URLs contain event ids
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.CacheControl = "no-cache"; // revalidated each time, usually with 304, so that an update shows at once
    }

    private static bool HasIt(HttpRequest request, ConsoleFile file) =>
        EntityTagHeaderValue.TryParseList(request.Headers.IfNoneMatch, out var known)
        && known.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Tag == file.Tag);

    private static FrozenDictionary<string, ConsoleFile> Load()
    {
        var assembly = typeof(ConsoleFiles).Assembly;
        return assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .ToFrozenDictionary(
                name => name[Folder.Length..],
                name =>
                {
                    using var stream = assembly.GetManifestResourceStream(name)!;
                    var content = new byte[stream.Length];
                    stream.ReadExactly(content);
                    return new ConsoleFile(content, ContentTypes[Path.GetExtension(name)],
                        $"\"{Convert.ToHexStringLower(SHA256.HashData(content))[..32]}\"");
                },
                StringComparer.Ordinal);
    }

    private sealed record ConsoleFile(byte[] Content, string ContentType, string Tag);
}
