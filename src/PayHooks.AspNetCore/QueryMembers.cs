using Microsoft.AspNetCore.Http;
using PayHooks.Storage;

namespace PayHooks.AspNetCore;

/// <summary>Reads the parameters of a request's query, as <see cref="JsonMembers"/> reads its content. An empty parameter counts as
/// absent.</summary>
internal static class QueryMembers
{
    /// <summary>Reads a text; null if it is absent.</summary>
    public static string? Text(IQueryCollection query, string name) => query[name] is [.., { Length: > 0 } last] ? last : null;

    /// <summary>Reads several texts: the parameter is repeated, or separates them by commas.</summary>
    /// <returns>What is wrong, or null.</returns>
    public static string? Texts(IQueryCollection query, string name, out IReadOnlyList<string> texts)
    {
        texts =
        [
            .. query[name].OfType<string>()
                .SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                .Distinct(StringComparer.Ordinal),
        ];
        return texts.Count > EventQuery.MaxValues ? $"{name} takes at most {EventQuery.MaxValues} values." : null;
    }

    /// <summary>Reads a time; null if it is absent.</summary>
    /// <returns>What is wrong, or null.</returns>
    public static string? Time(IQueryCollection query, string name, out DateTimeOffset? time)
    {
        time = null;
        if (Text(query, name) is not { } text)
        {
            return null;
        }

        time = TimeText.Read(text);
        return time is null ? TimeText.ProblemOf(name) : null;
    }

    /// <summary>Reads true or false; null if it is absent.</summary>
    /// <returns>What is wrong, or null.</returns>
    public static string? Flag(IQueryCollection query, string name, out bool? flag)
    {
        var text = Text(query, name);
        flag = text is null ? null : text == "true";
        return text is null or "true" or "false" ? null : $"{name} must be true or false.";
    }
}
