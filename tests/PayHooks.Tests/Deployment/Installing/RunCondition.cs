namespace PayHooks.Tests.Deployment.Installing;

/// <summary>Whether the condition of a stage or of a job keeps pull requests out.</summary>
internal static class RunCondition
{
    private static readonly string[] Azure =
        ["ne(variables['build.reason'],'pullrequest')", "eq(variables['build.sourcebranch'],'refs/heads/main')"];

    // The branch does not: with pull_request_target it is the one that is merged into.
    private static readonly string[] GitHub =
        ["github.event_name=='push'", "github.event_name=='release'", "github.event_name=='workflow_dispatch'"];

    /// <summary>True when one of the terms that all have to hold rules pull requests out; an unknown term rules nothing out.</summary>
    public static bool ExcludesPullRequests(string condition)
    {
        var text = string.Concat(condition.Where(c => !char.IsWhiteSpace(c))).ToLowerInvariant();
        text = text.StartsWith("${{", StringComparison.Ordinal) && text.EndsWith("}}", StringComparison.Ordinal) ? text[3..^2] : text;
        return text.StartsWith("and(", StringComparison.Ordinal) && text.EndsWith(')')
            ? Arguments(text[4..^1]).Any(ExcludesPullRequests)
            : Azure.Contains(text) || (!text.Contains("||", StringComparison.Ordinal) && text.Split("&&").Any(GitHub.Contains));
    }

    private static IEnumerable<string> Arguments(string list)
    {
        var (start, depth) = (0, 0);
        for (var at = 0; at < list.Length; at++)
        {
            depth += list[at] switch { '(' => 1, ')' => -1, _ => 0 };
            if (list[at] == ',' && depth == 0)
            {
                yield return list[start..at];
                start = at + 1;
            }
        }

        yield return list[start..];
    }
}
