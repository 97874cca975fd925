using PayHooks.Verification.Descriptions.Model;
using PayHooks.Verification.Json;
using PayHooks.Verification.Signatures;

namespace PayHooks.Verification.Descriptions.Reading;

/// <summary>Reads templates: text with tokens in braces.</summary>
internal static class TemplateParser
{
    /// <summary>Parses a template; on failure, the problem contains a message and a fix.</summary>
    public static Template? Parse(string text, TemplateToken[] allowed, BodyForm body, out (string Message, string Fix) problem)
    {
        List<TemplatePart> parts = [];
        problem = default;
        for (var at = 0; at < text.Length;)
        {
            var open = text.IndexOf('{', at);
            var literal = open < 0 ? text[at..] : text[at..open];
            if (literal.Contains('}', StringComparison.Ordinal) || (open >= 0 && text.IndexOf('}', open) < 0))
            {
                problem = ($"('{text}') has an unmatched brace", $"Tokens are {Names(allowed)}.");
                return null;
            }

            if (literal.Length > 0)
            {
                parts.Add(new TemplatePart(TemplateToken.Literal, literal));
            }

            if (open < 0)
            {
                break;
            }

            var close = text.IndexOf('}', open);
            if (Token(text[(open + 1)..close], allowed, body, out problem) is not { } part)
            {
                return null;
            }

            parts.Add(part);
            at = close + 1;
        }

        return new Template(text, parts);
    }

    private static TemplatePart? Token(string text, TemplateToken[] allowed, BodyForm body, out (string Message, string Fix) problem)
    {
        problem = default;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var word = colon < 0 ? text : text[..colon];
        var name = colon < 0 ? "" : text[(colon + 1)..];
        var matching = allowed.Where(one => string.Equals(TemplateTokenText.Word(one), word, StringComparison.OrdinalIgnoreCase));
        if (matching.ToArray() is not [var token])
        {
            var near = DidYouMean.To(word, allowed.Select(TemplateTokenText.Word)) is { } meant ? $" Did you mean {{{meant}}}?" : "";
            problem = ($"has an unknown token {{{text}}}", $"Tokens are {Names(allowed)}.{near}");
            return null;
        }

        if (TemplateTokenText.TakesName(token) != name.Length > 0)
        {
            problem = TemplateTokenText.TakesName(token)
                ? ($"has the token {{{text}}} without a name", $"Write it as {TemplateTokenText.Example(token)}.")
                : ($"has the token {{{text}}} with a name", $"Write it as {{{word}}}.");
            return null;
        }

        if (token is TemplateToken.Json or TemplateToken.Form && (token == TemplateToken.Form) != (body == BodyForm.Form))
        {
            problem = ($"has the token {{{text}}}, but the body is {(body == BodyForm.Form ? "a form" : "JSON")}",
                body == BodyForm.Form ? "Write it as {form:name}." : "Write it as {json:a.b}, or set body to form.");
            return null;
        }

        if (token == TemplateToken.Header && !HeaderName.IsValid(name))
        {
            problem = ($"has the token {{{text}}}, which is not the name of a header",
                "A header's name is letters, digits and '-', for example {header:X-Request-Id}.");
            return null;
        }

        if (token == TemplateToken.Json && JsonPath.Parse(name, out var reason) is var path)
        {
            if (path is null or { IsMany: true })
            {
                problem = ($"has the token {{{text}}}, whose path {(path is null ? reason : "leads to many values")}",
                    "Write it as {json:a.b} or {json:a[0].b}.");
                return null;
            }

            return new TemplatePart(token, name, path);
        }

        return new TemplatePart(token, name, token == TemplateToken.Form ? JsonPath.OfName(name) : null);
    }

    private static string Names(TemplateToken[] allowed) => string.Join(", ", allowed.Select(TemplateTokenText.Example));
}
