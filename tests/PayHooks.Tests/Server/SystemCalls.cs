using System.Text.RegularExpressions;

namespace PayHooks.Tests.Server;

/// <summary>What strace wrote down, in the order in which it happened.</summary>
internal static partial class SystemCalls
{
    /// <summary>The command that traces a program and what becomes of its threads, and gets out of the way of signals to it.</summary>
    public static string[] Tracing(string file) =>
        ["strace", "-D", "-f", "--seccomp-bpf", "-yy", "-s", "65536", "-e",
            "trace=pwrite64,pwritev,write,writev,fsync,fdatasync,sendto,sendmsg", "-o", file];

    /// <summary>The command that runs a program on a disk that fails: from the nth on, each sync by a thread fails.</summary>
    public static string[] FailingToSync(int from, string trace) =>
        ["strace", "-D", "-f", "--seccomp-bpf", "-e", "trace=fsync,fdatasync", "-e", $"inject=fsync,fdatasync:error=EIO:when={from}+", "-o",
            trace];

    /// <summary>Reads a trace. A call that others interrupt stands on two lines: one where it begins, one where it ends.</summary>
    public static IReadOnlyList<SystemCall> Read(IEnumerable<string> lines)
    {
        var calls = new List<SystemCall>();
        var open = new Dictionary<string, (int Begin, string Text)>(StringComparer.Ordinal);
        foreach (var (number, line) in lines.Index())
        {
            if (Line().Match(line) is not { Success: true } match)
            {
                continue;
            }

            var (thread, text) = (match.Groups["thread"].Value, match.Groups["text"].Value);
            if (text.EndsWith("<unfinished ...>", StringComparison.Ordinal))
            {
                open[thread] = (number, text);
            }
            else if (!text.StartsWith("<...", StringComparison.Ordinal))
            {
                calls.Add(new SystemCall(text, number, number));
            }
            else if (open.Remove(thread, out var begun))
            {
                calls.Add(new SystemCall(begun.Text + text, begun.Begin, number));
            }
        }

        return calls;
    }

    [GeneratedRegex(@"^(?<thread>\d+) +(?<text>.+)$", RegexOptions.ExplicitCapture | RegexOptions.Singleline,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Line();
}

/// <summary>A system call.</summary>
/// <param name="Text">Its name, arguments and result, as strace prints them.</param>
/// <param name="Begin">The line on which it begins.</param>
/// <param name="End">The line on which it ends.</param>
internal sealed record SystemCall(string Text, int Begin, int End)
{
    /// <summary>The file or socket of its first argument, or null.</summary>
    public string? File
    {
        get
        {
            var (begin, end) = (Text.IndexOf('<', StringComparison.Ordinal), Text.IndexOf('>', StringComparison.Ordinal));
            return begin >= 0 && end > begin ? Text[(begin + 1)..end] : null;
        }
    }

    /// <summary>Whether it has synced a file.</summary>
    public bool IsSyncOf(string file) =>
        (Text.StartsWith("fsync(", StringComparison.Ordinal) || Text.StartsWith("fdatasync(", StringComparison.Ordinal))
        && Text.Contains($"<{file}>", StringComparison.Ordinal) && Text.EndsWith(" = 0", StringComparison.Ordinal);

    /// <summary>Whether it writes a text to a file or a socket.</summary>
    public bool Writes(string text, string to) =>
        Text.Contains(text, StringComparison.Ordinal) && Text.Contains(to, StringComparison.Ordinal);
}
