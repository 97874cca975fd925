using System.Buffers;

namespace PayHooks.Verification.Api;

/// <summary>Checks that an account fits the place that it has in URLs.</summary>
internal static class ApiAccount
{
    private const int Longest = 200;

    private static readonly SearchValues<char> Label =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");

    private static readonly SearchValues<char> Word =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");

    private static readonly SearchValues<char> Folder =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_~");

    private static readonly SearchValues<char> FileName =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");

    /// <summary>Whether the text is an account of the kind.</summary>
    public static bool IsValid(string text, ApiAccountKind kind) => text.Length is > 0 and <= Longest && kind switch
    {
        ApiAccountKind.Label => IsLabel(text),
        ApiAccountKind.Site => IsSite(text),
        ApiAccountKind.Path => text.Split('/').All(folder =>
            folder.Trim('.').Length > 0 && !folder.AsSpan().ContainsAnyExcept(FileName)),
        _ => !text.AsSpan().ContainsAnyExcept(Word),
    };

    /// <summary>What the kind looks like, for messages.</summary>
    public static string Example(ApiAccountKind kind) => kind switch
    {
        ApiAccountKind.Label => "letters, digits and '-'",
        ApiAccountKind.Site => "a host, with the path if it has one, without https:// and without a port: shop.example.com/store",
        ApiAccountKind.Path => "names of letters, digits, '-', '_' and '.', with '/' between them: repos/acme/shop",
        _ => "letters, digits, '-' and '_'",
    };

    private static bool IsLabel(string text) =>
        text.Length <= 63 && !text.AsSpan().ContainsAnyExcept(Label) && text[0] != '-' && text[^1] != '-';

    // Neither a port nor an address: what is configured by mistake must not become a request to this machine or its network.
    private static bool IsSite(string text)
    {
        var parts = text.Split('/');
        var labels = parts[0].Split('.');
        return labels.Length >= 2 && labels.All(label => label.Length > 0 && IsLabel(label)) && !labels[^1].All(char.IsAsciiDigit)
            && parts.Skip(1).All(folder => folder.Length > 0 && !folder.AsSpan().ContainsAnyExcept(Folder));
    }
}
