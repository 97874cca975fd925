using PayHooks.Verification.Descriptions.Model;
using PayHooks.Verification.Json;
using PayHooks.Verification.Signatures;

namespace PayHooks.Verification.Descriptions.Reading;

/// <summary>Reads paths in a JSON or form body.</summary>
internal sealed class PathReader(BodyForm body)
{
    /// <summary>The format of the body.</summary>
    public BodyForm Body => body;

    /// <summary>The name of the member that contains a path, depending on the format of the body.</summary>
    public string Member => body == BodyForm.Form ? "form" : "json";

    /// <summary>Reads a path to a single value; reports an error and returns null if it is invalid.</summary>
    public JsonPath? Path(JsonObjectReader at, string member, string text, string item = "")
    {
        if (body == BodyForm.Form)
        {
            return JsonPath.OfName(text);
        }

        var path = JsonPath.Parse(text, out var reason);
        if (path is { IsMany: false })
        {
            return path;
        }

        at.Error(member, item, path is null ? $"('{text}') {reason}"
            : $"('{text}') leads to many values", "Write it as a.b or a[0].b, names as they are in the body.");
        return null;
    }

    /// <summary>Reads the path in <c>json</c> or <c>form</c>, or null.</summary>
    public JsonPath? Of(JsonObjectReader at)
    {
        var other = body == BodyForm.Form ? "json" : "form";
        if (at.Has(other))
        {
            at.Error(other, $"does not apply: the body is {(body == BodyForm.Form ? "a form" : "JSON")}",
                $"Use {Member}, or set body to {other}.");
        }

        return at.Word(Member) is { } text ? Path(at, Member, text) : null;
    }

    /// <summary>Reads the header names in a member; reports an error for each invalid name.</summary>
    public static IReadOnlyList<string> Headers(JsonObjectReader at, string member)
    {
        List<string> headers = [];
        foreach (var (text, item) in at.Words(member))
        {
            if (HeaderName.IsValid(text))
            {
                headers.Add(text);
            }
            else
            {
                at.Error(member, item, $"('{text}') is not the name of a header",
                    "Write it with letters, digits and '-', for example X-Signature.");
            }
        }

        return headers;
    }
}
