using System.Text;
using Spectre.Console;

namespace PayHooks.Cli.Terminal;

/// <summary>A question on the terminal.</summary>
internal static class Question
{
    /// <summary>Asks and returns the answer; null at the end of the input.</summary>
    /// <param name="screen">The terminal.</param>
    /// <param name="question">The question, without a colon.</param>
    /// <param name="isHidden">Whether the answer is a secret, of which nothing is shown, not even its length.</param>
    public static string? Ask(CliConsole screen, string question, bool isHidden)
    {
        screen.Talk.Write(new Text($"{SafeText.Of(question)}: "));
        if (!isHidden)
        {
            return Console.ReadLine();
        }

        var answer = ReadHidden(() => Console.ReadKey(intercept: true));
        screen.Talk.WriteLine();
        return answer;
    }

    /// <summary>Reads an answer key by key; null if the input ends with Ctrl+D, which is a key when keys are read.</summary>
    public static string? ReadHidden(Func<ConsoleKeyInfo> readKey)
    {
        var answer = new StringBuilder();
        while (true)
        {
            var key = readKey();
            switch (key.Key)
            {
                case ConsoleKey.Enter:
                    return answer.ToString();
                case ConsoleKey.D when key.Modifiers == ConsoleModifiers.Control:
                    return null;
                case ConsoleKey.Backspace:
                    answer.Length = Math.Max(0, answer.Length - 1);
                    break;
                default:
                    if (!char.IsControl(key.KeyChar))
                    {
                        answer.Append(key.KeyChar);
                    }

                    break;
            }
        }
    }
}
