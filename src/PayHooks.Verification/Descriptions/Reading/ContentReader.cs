using PayHooks.Verification.Descriptions.Model;
using PayHooks.Verification.Json;
using PayHooks.Verification.Signatures;

namespace PayHooks.Verification.Descriptions.Reading;

/// <summary>Reads what is signed: a template, or a list of fields.</summary>
internal static class ContentReader
{
    public static readonly string[] FieldMembers = ["names", "join", "assign", "sort", "escape", "number", "missing"];

    public static readonly (string, FieldEscape)[] Escapes = [("none", FieldEscape.None), ("form", FieldEscape.Form), ("rfc3986", FieldEscape.Rfc3986)];

    public static readonly (string, bool)[] Numbers = [("asSent", false), ("shortest", true)];

    public static readonly (string, MissingField)[] Missing = [("empty", MissingField.Empty), ("drop", MissingField.Drop), ("refuse", MissingField.Refuse)];

    private static readonly string[] OfSigned = ["content", "fields", "timestamp"];

    /// <summary>The template; null when fields are signed, or nothing is.</summary>
    public static Template? Content(JsonObjectReader at, PathReader places, SignatureAlgorithm algorithm)
    {
        if (!algorithm.Signs)
        {
            foreach (var member in OfSigned.Where(at.Has))
            {
                at.Problem(member, "has no meaning here: the secret itself is sent, and nothing is signed", "Remove it, or choose an algorithm that signs.");
            }

            return null;
        }

        if (at.Has("content") && at.Has("fields"))
        {
            at.Problem("content", "is there beside fields", "Keep one: a template, or a list of fields.");
        }

        if (at.Has("fields"))
        {
            return null;
        }

        var text = at.Text("content") ?? "{body}";
        if (Template.Parse(text, Template.OfContent, places.Body, out var problem) is { } content)
        {
            return content;
        }

        at.Problem("content", problem.What, problem.Mend);
        return null;
    }

    /// <summary>The list of fields, or null when a template is signed.</summary>
    public static FieldListDescription? Fields(JsonObjectReader at, PathReader places) =>
        at.Object("fields", FieldMembers) is { } fields ? List(fields, places) : null;

    private static FieldListDescription List(JsonObjectReader fields, PathReader places)
    {
        List<(string Name, JsonPath Path)> names = [];
        foreach (var (text, item) in fields.Words("names"))
        {
            // "signed_name=path" where a field is signed under another name than it has in the body.
            var mark = places.Body == BodyForm.Json ? text.IndexOf('=', StringComparison.Ordinal) : -1;
            if (places.Path(fields, "names", text[(mark + 1)..], item) is { } path)
            {
                names.Add((mark < 0 ? text : text[..mark], path));
            }
        }

        if (!fields.Has("names"))
        {
            fields.Problem("names", "is missing", "Name the fields that are signed, in their order.");
        }

        if (names.Select(one => one.Name).Distinct().Count() < names.Count)
        {
            fields.Problem("names", "names a field twice", "Remove one.");
        }

        var (join, assign) = (fields.Text("join"), fields.Text("assign"));
        if (join is null && names.Count > 1)
        {
            fields.Problem("join", "is missing", "Write what stands between two fields, for example '&'; \"\" for nothing.");
        }

        return new FieldListDescription
        {
            Names = names,
            Join = join ?? "",
            Assign = assign,
            Sort = fields.Flag("sort"),
            Escape = fields.Choice("escape", FieldEscape.None, Escapes),
            ShortestNumbers = fields.Choice("number", false, Numbers),
            Missing = fields.Choice("missing", MissingField.Empty, Missing),
        };
    }
}
