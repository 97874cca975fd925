using System.Text;

namespace PayHooks.Tests.Deployment.Installing;

/// <summary>
/// Splits a shell script into its simple commands, each a list of words without their quotes. A quoted word with spaces, and what
/// <c>$(…)</c> runs, are scripts too, so that <c>bash -c "…"</c> hides nothing.
/// </summary>
internal static class ShellCommands
{
    private const string Separators = ";|&()\n`";

    /// <summary>The commands, those inside quotes after those around them.</summary>
    public static IEnumerable<IReadOnlyList<string>> Of(string script)
    {
        foreach (var command in Split(script.ReplaceLineEndings("\n").Replace("\\\n", " ", StringComparison.Ordinal)))
        {
            yield return command;
            foreach (var inner in command.Where(word => word.AsSpan().IndexOfAny(' ', '\n') >= 0).SelectMany(Of))
            {
                yield return inner;
            }
        }
    }

    private static IEnumerable<IReadOnlyList<string>> Split(string script)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var isWord = false;
        var quote = '\0';
        for (var at = 0; at <= script.Length; at++)
        {
            var c = at < script.Length ? script[at] : '\n';
            if (quote != '\0' && at < script.Length)
            {
                if (c == quote)
                {
                    quote = '\0';
                }
                else
                {
                    word.Append(c);
                }

                continue;
            }

            if (c is '\'' or '"')
            {
                (quote, isWord) = (c, true);
            }
            else if (c == '$' && at + 1 < script.Length && script[at + 1] == '(' && Macro(script, at) is { } macro)
            {
                // $(name): a variable of the pipeline, or a command of one word, which is the same to us.
                word.Append(macro);
                (isWord, at) = (true, at + macro.Length - 1);
            }
            else if (c == '#' && !isWord)
            {
                at = script.IndexOf('\n', at) is var end and >= 0 ? end - 1 : script.Length - 1;
            }
            else if (!char.IsWhiteSpace(c) && !Separators.Contains(c, StringComparison.Ordinal))
            {
                word.Append(c);
                isWord = true;
            }
            else
            {
                if (isWord)
                {
                    words.Add(word.ToString());
                    word.Clear();
                    isWord = false;
                }

                if (words.Count > 0 && Separators.Contains(c, StringComparison.Ordinal))
                {
                    yield return words;
                    words = [];
                }
            }
        }
    }

    private static string? Macro(string script, int at)
    {
        var end = script.IndexOf(')', at);
        return end > at + 2 && script[(at + 2)..end].All(c => char.IsLetterOrDigit(c) || c is '.' or '_')
            ? script[at..(end + 1)] : null;
    }
}
