using PayHooks.Verification.Descriptions.Model;
using PayHooks.Verification.Json;
using PayHooks.Verification.Signatures;

namespace PayHooks.Verification.Descriptions.Reading;

/// <summary>Reads paths of the body, in JSON or in a form.</summary>
internal sealed class PathReader(BodyForm body)
{
    /// <summary>The form of the body.</summary>
    public BodyForm Body => body;

    /// <summary>The name of the member that holds a path, according to the form of the body.</summary>
    public string Member => body == BodyForm.Form ? "form" : "json";

    /// <summary>A path to one value of the body; null, with an error, when it is not.</summary>
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

    /// <summary>The path in <c>json</c> or <c>form</c>, or null.</summary>
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

    /// <summary>The headers that a member names, with an error for each that is not a valid name.</summary>
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
