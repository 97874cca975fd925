using ModelContextProtocol.Protocol;
using PayHooks.Cli.Client;

namespace PayHooks.Cli.Mcp;

/// <summary>Turns responses of the server into results of tools.</summary>
internal static class ToolResult
{
    /// <summary>The most characters of a response that a tool returns; clients refuse or cut results that are much larger.</summary>
    public const int MostCharacters = 80_000;

    /// <summary>The result for a response: its JSON, or the problem as an error of the tool.</summary>
    public static CallToolResult Of(ApiResponse response) =>
        response.Problem is { } problem ? Error(problem) : Text(response.Json?.GetRawText() ?? "{}");

    /// <summary>A text, cut to <see cref="MostCharacters"/>.</summary>
    public static CallToolResult Text(string text)
    {
        if (text.Length <= MostCharacters)
        {
            return new CallToolResult { Content = [new TextContentBlock { Text = text }] };
        }

        var length = char.IsHighSurrogate(text[MostCharacters - 1]) ? MostCharacters - 1 : MostCharacters;
        return new CallToolResult
        {
            Content =
            [
                new TextContentBlock
                {
                    Text = $"The response has {text.Length} characters. Only the first {length} follow, so the JSON is incomplete. "
                        + "Ask for less, for example with a smaller limit or a filter.",
                },
                new TextContentBlock { Text = text[..length] },
            ],
        };
    }

    /// <summary>An error of the tool, which the model sees.</summary>
    public static CallToolResult Error(string problem) =>
        new() { IsError = true, Content = [new TextContentBlock { Text = problem }] };
}
