using System.Text.RegularExpressions;

namespace PayHooks.Console.Tests;

/// <summary>What the page writes, where the value is not known before.</summary>
internal static partial class Patterns
{
    [GeneratedRegex("^[0-9]+ (?:min|h|s) ago$", RegexOptions.None, 1000)]
    public static partial Regex Ago();

    [GeneratedRegex("^[0-9]+ new events? ↑$", RegexOptions.None, 1000)]
    public static partial Regex News();

    [GeneratedRegex("^[0-9]+ new events?$", RegexOptions.None, 1000)]
    public static partial Regex Arrived();

    [GeneratedRegex("^[0-9.]+ (?:ms|s|min)$", RegexOptions.None, 1000)]
    public static partial Regex Duration();

    [GeneratedRegex("FulfilOrder in [0-9.]+ (?:ms|s)", RegexOptions.None, 1000)]
    public static partial Regex HandlerRan();

    [GeneratedRegex("^.{9}….{8}$", RegexOptions.None, 1000)]
    public static partial Regex Shortened();

    [GeneratedRegex("^[0-9]+$", RegexOptions.None, 1000)]
    public static partial Regex Number();

    [GeneratedRegex(@"^(?<command>payhooks sign [^|]+) \|", RegexOptions.None, 1000)]
    public static partial Regex ShellCommand();

    [GeneratedRegex(@"\n *|(?<="":) ", RegexOptions.None, 1000)]
    public static partial Regex Indentation();
}
