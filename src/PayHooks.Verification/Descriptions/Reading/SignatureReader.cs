using PayHooks.Verification.Descriptions.Model;
using PayHooks.Verification.Signatures;

namespace PayHooks.Verification.Descriptions.Reading;

/// <summary>Reads where a signature is and how it is encoded.</summary>
internal static class SignatureReader
{
    public static readonly string[] Members = ["header", "json", "form", "prefix", "prefixOptional", "list"];
    public static readonly string[] ListMembers = ["separator", "assign", "key"];

    /// <summary>Reads the location.</summary>
    public static SignatureLocation Read(JsonObjectReader at, PathReader paths, SignatureAlgorithm algorithm)
    {
        if (algorithm.Kind == SignatureKind.Basic)
        {
            if (at.Has("signature"))
            {
                at.Error("signature", "has no effect with basic", "Remove it: the credentials are in the header Authorization.");
            }

            return new SignatureLocation { Headers = [BasicCredentials.HeaderName] };
        }

        if (at.Object("signature", Members) is not { } signature)
        {
            at.Error("signature", "is missing", "Say where the signature is, for example { \"header\": \"X-Signature\" }.");
            return new SignatureLocation();
        }

        var headers = PathReader.Headers(signature, "header");
        var path = paths.Of(signature);
        if (signature.Has("header") == signature.Has(paths.Member))
        {
            signature.Error("", signature.Has("header") ? "has two locations" : "has no location", $"Name one: header or {paths.Member}.");
        }

        var prefix = signature.Text("prefix") ?? "";
        if (prefix.AsSpan().IndexOfAnyExceptInRange(' ', '~') >= 0)
        {
            signature.Error("prefix", "is not printable ASCII", "Write the text before the signature, for example sha256=.");
        }

        var optional = signature.Flag("prefixOptional");
        if (optional && prefix.Length == 0)
        {
            signature.Error("prefixOptional", "is set without a prefix", "Set prefix, or remove it.");
        }

        return new SignatureLocation
        {
            Headers = headers,
            Path = path,
            Prefix = prefix,
            IsPrefixOptional = optional,
            List = List(signature)
        };
    }

    private static ListGrammar? List(JsonObjectReader signature)
    {
        if (signature.Object("list", ListMembers) is not { } list)
        {
            return null;
        }

        var separator = list.Text("separator") ?? ",";
        var assign = list.Text("assign") ?? "=";
        var key = list.Word("key");
        if (separator.Length == 0 || separator == assign)
        {
            list.Error("separator", separator.Length == 0 ? "is empty"
                : "is the same as assign", "Write what separates two entries, for example ','.");
        }

        if (assign.Length == 0 && key is not null)
        {
            list.Error("assign", "is empty", "Write what separates key and value, for example '='.");
        }

        return new ListGrammar(separator, assign, key);
    }
}
