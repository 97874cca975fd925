using System.Globalization;
using System.Text;

namespace PayHooks.Verification.Json;

/// <summary>
/// The location of a value in JSON: names joined by dots, <c>[2]</c> for the third item of an array, <c>[]</c> for each item; a dot in
/// a name is escaped as <c>\.</c>. Names are exact and case-sensitive.
/// </summary>
internal sealed class JsonPath : IEquatable<JsonPath>
{
    /// <summary>No scheme needs more, and the pass over a body recurses as deep as its paths.</summary>
    public const int MaxSteps = 16;

    private JsonPath(string text, JsonStep[] steps)
    {
        Text = text;
        Steps = steps;
    }

    /// <summary>The path as written.</summary>
    public string Text { get; }

    /// <summary>The steps from the root.</summary>
    public IReadOnlyList<JsonStep> Steps { get; }

    /// <summary>Whether it goes through every item of an array.</summary>
    public bool IsMany => Steps.Any(step => step.IsEach);

    /// <summary>The root member with this name, whatever its characters: form fields may have any name.</summary>
    public static JsonPath OfName(string name) => new(name, [new JsonStep(name)]);

    /// <summary>The last root member whose name begins with a prefix; has no written form.</summary>
    public static JsonPath OfPrefix(string prefix) => new(prefix, [new JsonStep(prefix, IsPrefix: true)]);

    /// <summary>The path's first steps.</summary>
    public JsonPath First(int steps) => new(Text, [.. Steps.Take(steps)]);

    /// <summary>The path without its first steps.</summary>
    public JsonPath Skip(int steps) => new(Text, [.. Steps.Skip(steps)]);

    /// <summary>Parses a path; on failure, the problem describes the error.</summary>
    public static JsonPath? Parse(string text, out string problem)
    {
        List<JsonStep> steps = [];
        problem = "";
        var name = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\\' when i + 1 < text.Length:
                    name.Append(text[++i]);
                    break;
                case '.' when name.Length > 0:
                    steps.Add(new JsonStep(name.ToString()));
                    name.Clear();
                    problem = i + 1 == text.Length ? "ends in a dot" : problem;
                    break;
                case '.':
                    problem = i > 0 && text[i - 1] == ']' && i + 1 < text.Length ? problem : "has a dot without a name beside it";
                    break;
                case '[':
                    var end = text.IndexOf(']', i);
                    if (name.Length > 0)
                    {
                        steps.Add(new JsonStep(name.ToString()));
                        name.Clear();
                    }

                    if (end < 0 || Index(text.AsSpan(i + 1, end - i - 1)) is not { } index
                        || (end + 1 < text.Length && text[end + 1] is not ('.' or '[')))
                    {
                        problem = "has a bracket that is neither [] nor [number]";
                        return null;
                    }

                    steps.Add(index);
                    i = end;
                    break;
                case ' ' or '{' or '}' or ']' or '"' or '\'':
                    problem = $"holds the character {text[i]}";
                    break;
                case var character:
                    name.Append(character);
                    break;
            }
        }

        if (name.Length > 0)
        {
            steps.Add(new JsonStep(name.ToString()));
        }

        problem = problem.Length > 0 ? problem
            : steps.Count == 0 ? "is empty"
            : steps.Count > MaxSteps ? $"has more than {MaxSteps} steps"
            : "";
        return problem.Length == 0 ? new JsonPath(text, [.. steps]) : null;
    }

    /// <inheritdoc/>
    public bool Equals(JsonPath? other) => other is not null && Steps.SequenceEqual(other.Steps);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as JsonPath);

    /// <inheritdoc/>
    public override int GetHashCode() => Steps.Aggregate(0, HashCode.Combine);

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static JsonStep? Index(ReadOnlySpan<char> text) => text.Length == 0
        ? new JsonStep(null)
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? new JsonStep(null, index) : null;
}
