using PayHooks.Verification.Descriptions.Model;
using PayHooks.Verification.Json;
using PayHooks.Verification.Signatures;

namespace PayHooks.Verification.Descriptions.Reading;

/// <summary>Reads the signed content: a template or a list of fields.</summary>
internal static class ContentReader
{
    public static readonly string[] FieldMembers = ["names", "join", "assign"];

    private static readonly string[] OfSigned = ["content", "fields", "timestamp"];

    /// <summary>Reads the template; null if fields are signed, or nothing is.</summary>
    public static Template? Content(JsonObjectReader at, PathReader paths, SignatureAlgorithm algorithm)
    {
        if (!algorithm.Signs)
        {
            foreach (var member in OfSigned.Where(at.Has))
            {
                at.Error(member, "has no effect: the secret itself is sent, and nothing is signed",
                    "Remove it, or choose an algorithm that signs.");
            }

            return null;
        }

        if (at.Has("content") && at.Has("fields"))
        {
            at.Error("content", "cannot be combined with fields", "Keep one: a template, or a list of fields.");
        }

        if (at.Has("fields"))
        {
            return null;
        }

        var text = at.Text("content") ?? "{body}";
        if (TemplateParser.Parse(text, Template.OfContent, paths.Body, out var problem) is { } content)
        {
            return content;
        }

        at.Error("content", problem.Message, problem.Fix);
        return null;
    }

    /// <summary>Reads the list of fields; null if a template is signed.</summary>
    public static FieldListDescription? Fields(JsonObjectReader at, PathReader paths) =>
        at.Object("fields", FieldMembers) is { } fields ? List(fields, paths) : null;

    /// <summary>Reads the forms that signed members must have.</summary>
    public static IReadOnlyList<(JsonPath Path, FieldForm Form)> Forms(JsonObjectReader at, PathReader paths)
    {
        List<(JsonPath, FieldForm)> forms = [];
        foreach (var (text, form) in at.Map("forms") ?? [])
        {
            if (SigningReader.Forms.FirstOrDefault(known => known.Item1 == form) is not (not null, var kind))
            {
                at.Error("forms", text, $"('{form}') is not a form",
                    $"Use one of: {string.Join(", ", SigningReader.Forms.Select(known => known.Item1))}.");
            }
            else if (paths.Path(at, "forms", text, text) is { } path)
            {
                forms.Add((path, kind));
            }
        }

        return forms;
    }

    private static FieldListDescription List(JsonObjectReader fields, PathReader paths)
    {
        List<(string Name, JsonPath Path)> names = [];
        foreach (var (text, item) in fields.Words("names"))
        {
            // "signed_name=path" if a field is signed under a different name than in the body.
            var mark = paths.Body == BodyForm.Json ? text.IndexOf('=', StringComparison.Ordinal) : -1;
            if (paths.Path(fields, "names", text[(mark + 1)..], item) is { } path)
            {
                names.Add((mark < 0 ? text : text[..mark], path));
            }
        }

        if (!fields.Has("names"))
        {
            fields.Error("names", "is missing", "Name the fields that are signed, in their order.");
        }

        if (names.Select(one => one.Name).Distinct().Count() < names.Count)
        {
            fields.Error("names", "names a field twice", "Remove one.");
        }

        var (join, assign) = (fields.Text("join"), fields.Text("assign"));
        if (join is null && names.Count > 1)
        {
            fields.Error("join", "is missing", "Write what separates two fields, for example '&'; \"\" for nothing.");
        }

        return new FieldListDescription { Names = names, Join = join ?? "", Assign = assign };
    }
}
