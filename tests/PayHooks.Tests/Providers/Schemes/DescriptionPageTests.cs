using System.Text;
using System.Text.Json.Nodes;
using PayHooks.Tests.Support;
using PayHooks.Verification.Descriptions.Model;
using PayHooks.Verification.Descriptions.Reading;

namespace PayHooks.Tests.Providers.Schemes;

/// <summary>
/// docs/custom-providers.md: its examples are valid, and its members are those of the schema. To write the members anew, run this
/// test with PAYHOOKS_WRITE_DOCS=1.
/// </summary>
public sealed class DescriptionPageTests
{
    private const string Document = "docs/custom-providers.md";
    private const string Begin = "<!-- generated from the schema: begin -->\n";
    private const string End = "<!-- generated from the schema: end -->\n";

    // The objects in the lists and maps of an API; those of find are all of one form.
    private static readonly Dictionary<string, (string Step, string Kind)> InLists = new()
    {
        ["bodies"] = (".NAME.", "apiBody"),
        ["lists"] = ("[].", "apiList"),
        ["payout"] = (", and the others.", "apiOne"),
    };

    private static readonly JsonNode Schema = JsonNode.Parse(Repository.Read("docs/scheme.schema.json"))!;

    [Fact]
    public void Every_example_is_a_valid_description()
    {
        var examples = Repository.Read(Document).ReplaceLineEndings("\n").Find("```json\n(?<it>(.|\n)*?)```");

        Assert.True(examples.Length >= 5, $"{Document} has {examples.Length} examples.");
        Assert.All(examples, example =>
            Assert.Empty(SchemeReader.Read([SchemeLayer.Parse("example.json", Samples.Utf8(example))]).Warnings));
    }

    [Fact]
    public void The_members_are_those_of_the_schema()
    {
        var text = Repository.Read(Document);
        var (start, end) = (text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, text.IndexOf(End, StringComparison.Ordinal));
        Assert.True(start >= Begin.Length && end >= start, $"{Document} has no generated part.");
        var expected = Members();
        if (Environment.GetEnvironmentVariable("PAYHOOKS_WRITE_DOCS") == "1")
        {
            File.WriteAllText(Repository.PathOf(Document), text[..start] + expected + text[end..]);
            return;
        }

        Assert.Equal(expected, text[start..end]);
    }

    private static string Members()
    {
        var text = new StringBuilder("\n| member | meaning | values |\n|---|---|---|\n");
        Add(text, "", Schema);
        return text.Append('\n').ToString();
    }

    private static void Add(StringBuilder text, string prefix, JsonNode owner)
    {
        foreach (var (name, member) in owner["properties"]!.AsObject().Where(member => member.Key != "$schema"))
        {
            var target = Target(member!);
            var description = (string?)member!["description"] ?? (string?)target["description"];
            text.Append($"| `{prefix}{name}` | {Cell(description!)} | {Values(target)} |\n");
            if (target["properties"] is not null)
            {
                Add(text, $"{prefix}{name}.", target);
            }

            // The kinds of objects, the subjects and a sum are objects whose names the description chooses, or that stand for a place.
            if (name == "objects")
            {
                Add(text, $"{prefix}{name}.KIND.", Schema["$defs"]!["object"]!);
            }
            else if (name == "subjects")
            {
                Add(text, $"{prefix}{name}.TYPE.", Schema["$defs"]!["subject"]!);
            }
            else if (InLists.TryGetValue(name, out var inner) && prefix.StartsWith("api.", StringComparison.Ordinal))
            {
                Add(text, $"{prefix}{name}{inner.Step}", Schema["$defs"]![inner.Kind]!);
            }
            else if (name == "amount")
            {
                Add(text, $"{prefix}{name}: ", Schema["$defs"]!["sum"]!);
            }
        }
    }

    private static JsonNode Target(JsonNode member) =>
        (string?)member["$ref"] is { } reference ? Schema["$defs"]![reference[(reference.LastIndexOf('/') + 1)..]]! : member;

    private static string Values(JsonNode member)
    {
        var choices = member["enum"] ?? (member["additionalProperties"] as JsonObject)?["enum"];
        var known = choices is null ? null : string.Join(", ", choices.AsArray().Select(choice => $"`{choice}`"));
        var otherwise = member["default"] is { } value ? $"default `{Cell(value.ToString())}`" : null;
        return string.Join("; ", new[] { known, otherwise }.OfType<string>());
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
