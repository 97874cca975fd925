using System.Text;
using PayHooks.Verification;
using PayHooks.Verification.Samples;

namespace PayHooks.Cli.Verifying;

/// <summary>A body as it may have been before it was altered.</summary>
/// <param name="When">What was undone, as the end of "it verifies when …".</param>
/// <param name="Body">The body.</param>
internal sealed record BodyVariant(string When, byte[] Body);

/// <summary>Undoes what proxies, frameworks, editors and shells do to a body.</summary>
internal static class BodyVariants
{
    private static readonly byte[] Bom = [0xEF, 0xBB, 0xBF];

    private static readonly (string When, Func<byte[], byte[]> Undo)[] Marks =
    [
        ("", body => body),
        ("the byte order mark is removed", body => body.AsSpan().StartsWith(Bom) ? body[3..] : body),
        ("a byte order mark is put before it", body => body.AsSpan().StartsWith(Bom) ? body : [.. Bom, .. body]),
    ];

    private static readonly (string When, Func<byte[], byte[]> Undo)[] Spaces =
    [
        ("", body => body),
        ("CRLF line ends become LF", body => Replace(body, "\r\n", "\n")),
        ("LF line ends become CRLF", body => Replace(Replace(body, "\r\n", "\n"), "\n", "\r\n")),
        ("the white space between the JSON tokens is removed", body => JsonSpace.Remove(body)),
    ];

    private static readonly (string When, Func<byte[], byte[]> Undo)[] Slashes =
    [
        ("", body => body),
        ("every / is written as \\/ again", body => Replace(Replace(body, "\\/", "/"), "/", "\\/")),
        ("every \\/ is written as /", body => Replace(body, "\\/", "/")),
    ];

    private static readonly (string When, Func<byte[], byte[]> Undo)[] Ends =
    [
        ("", body => body),
        ("the final line end is removed", body => [.. body.AsSpan().TrimEnd("\r\n"u8)]),
        ("a final line feed is added", body => [.. body.AsSpan().TrimEnd("\r\n"u8), (byte)'\n']),
    ];

    /// <summary>Returns the variants that differ from the body, those with the fewest changes first.</summary>
    public static IEnumerable<BodyVariant> Of(byte[] body)
    {
        HashSet<string> seen = [EventIds.BodyHash(body)];
        var all =
            from mark in Marks
            from space in Spaces
            from slash in Slashes
            from end in Ends
            let steps = new[] { mark.When, space.When, slash.When, end.When }.Where(when => when.Length > 0).ToArray()
            where steps.Length > 0
            orderby steps.Length
            select new BodyVariant(string.Join(" and ", steps), end.Undo(slash.Undo(space.Undo(mark.Undo(body)))));
        return all.Where(variant => seen.Add(EventIds.BodyHash(variant.Body)));
    }

    // Latin-1 maps bytes to characters one to one, so all bytes survive.
    private static byte[] Replace(byte[] body, string what, string with) =>
        Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(body).Replace(what, with, StringComparison.Ordinal));
}
