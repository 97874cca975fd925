using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using PayHooks.Tests.Server;

namespace PayHooks.Tests.Crash.PowerLoss;

/// <summary>Reads what a server has asked of the disk, and when it has answered, from the traces of strace.</summary>
internal static partial class DiskTrace
{
    // The folder's lock, and RocksDB's log of events: neither matters to a start.
    private static readonly Regex Ignored = IgnoredName();

    /// <summary>The command that traces a program with everything that it writes; texts are in hexadecimal.</summary>
    public static string[] Command(string file) =>
    [
        "strace", "-D", "-f", "--seccomp-bpf", "-yy", "-xx", "-s", "4000000",
        "-e", "trace=openat,write,pwrite64,ftruncate,fsync,fdatasync,rename,unlink,sendto,sendmsg", "-o", file,
    ];

    /// <summary>Reads traces, one after the other, about one folder.</summary>
    public static (CrashDisk Disk, IReadOnlyList<Response> Responses) Read(IEnumerable<string> lines, string folder)
    {
        var disk = new CrashDisk();
        List<Response> responses = [];
        foreach (var call in SystemCalls.Read(lines))
        {
            if (Call().Match(Interruption().Replace(call.Text, "")) is not { Success: true } match
                || match.Groups["result"].Value[0] == '-')
            {
                continue;
            }

            var arguments = match.Groups["arguments"].Value;
            switch (match.Groups["name"].Value)
            {
                case "openat" when arguments.Contains("O_CREAT", StringComparison.Ordinal)
                    && NameIn(folder, Texts(arguments)[0]) is { } name:
                    disk.Open(call, FileNumber(match.Groups["result"].Value), name,
                        arguments.Contains("O_TRUNC", StringComparison.Ordinal));
                    break;
                case "write" when NameIn(folder, PathOf(arguments)) is { } name:
                    disk.Write(call, FileNumber(arguments), name, null, Encoding.Latin1.GetBytes(Texts(arguments)[0]));
                    break;
                case "pwrite64" when NameIn(folder, PathOf(arguments)) is { } name:
                    disk.Write(call, FileNumber(arguments), name, LastNumber(arguments), Encoding.Latin1.GetBytes(Texts(arguments)[0]));
                    break;
                case "ftruncate" when NameIn(folder, PathOf(arguments)) is { } name:
                    disk.Truncate(call, name, LastNumber(arguments));
                    break;
                case "fsync" or "fdatasync" when PathOf(arguments) == folder:
                    disk.SyncFolder(call);
                    break;
                case "fsync" or "fdatasync" when NameIn(folder, PathOf(arguments)) is { } name:
                    disk.Sync(call, name);
                    break;
                case "rename" when Texts(arguments) is [var from, var to] && NameIn(folder, from) is { } old
                    && NameIn(folder, to) is { } name:
                    disk.Rename(call, old, name);
                    break;
                case "unlink" when NameIn(folder, Texts(arguments)[0]) is { } name:
                    disk.Remove(call, name);
                    break;
                case "sendto" or "sendmsg" when Texts(arguments).Any(text => text.StartsWith("HTTP/1.1 200", StringComparison.Ordinal)):
                    responses.Add(
                        new Response(int.Parse(Port().Match(arguments).Groups["port"].Value, CultureInfo.InvariantCulture), call.Begin));
                    break;
            }
        }

        return (disk, responses);
    }

    private static string? NameIn(string folder, string? path)
    {
        if (path?.StartsWith(folder + "/", StringComparison.Ordinal) != true)
        {
            return null;
        }

        var name = path[(folder.Length + 1)..];
        return name.Contains('/', StringComparison.Ordinal) || Ignored.IsMatch(name) ? null : name;
    }

    private static string? PathOf(string arguments) =>
        Path().Match(arguments) is { Success: true } match ? Unescape(match.Groups["path"].Value) : null;

    private static string[] Texts(string arguments) => [.. Text().Matches(arguments).Select(match => Unescape(match.Groups["text"].Value))];

    private static int FileNumber(string text) =>
        int.Parse(text.AsSpan(0, text.IndexOf('<', StringComparison.Ordinal)), CultureInfo.InvariantCulture);

    private static long LastNumber(string arguments) =>
        long.Parse(arguments.AsSpan(arguments.LastIndexOf(' ') + 1), CultureInfo.InvariantCulture);

    private static string Unescape(string text)
    {
        if (!text.StartsWith("\\x", StringComparison.Ordinal))
        {
            return text;
        }

        var bytes = Convert.FromHexString(text.Replace("\\x", "", StringComparison.Ordinal));
        return Encoding.Latin1.GetString(bytes);
    }

    [GeneratedRegex(@"^(LOCK|LOG.*)$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex IgnoredName();

    [GeneratedRegex(@" <unfinished \.\.\.><\.\.\. \w+ resumed>", RegexOptions.NonBacktracking)]
    private static partial Regex Interruption();

    [GeneratedRegex(@"^(?<name>\w+)\((?<arguments>.*)\) += (?<result>.+)$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Call();

    [GeneratedRegex(@"^\d+<(?<path>[^>]+)>", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Path();

    [GeneratedRegex(@"""(?<text>[^""]*)""", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Text();

    [GeneratedRegex(@"->127\.0\.0\.1:(?<port>\d+)\]", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Port();
}

/// <summary>A response with 200 that the server began to send.</summary>
/// <param name="Port">The port of the caller.</param>
/// <param name="Begin">The line of the trace.</param>
internal sealed record Response(int Port, int Begin);
