namespace PayHooks.Providers;

/// <summary>Reads one way to sign: the members that a scheme and its alternatives share.</summary>
internal static class SigningReader
{
    public static readonly string[] Members = ["secret", "algorithm", "encoding", "signature", "content", "fields", "timestamp", "id"];
    public static readonly string[] SecretMembers = ["form", "decode", "prefix"];
    public static readonly string[] SignatureMembers = ["header", "json", "form", "prefix", "prefixOptional", "list"];
    public static readonly string[] ListMembers = ["separator", "assign", "key"];
    public static readonly string[] FieldMembers = ["names", "join", "assign", "sort", "escape", "number", "missing"];
    public static readonly string[] TimestampMembers = ["header", "key", "json", "form", "unit", "tolerance"];
    public static readonly string[] IdMembers = ["header"];

    public static readonly (string, SignatureEncoding)[] Encodings =
        [("hex", SignatureEncoding.Hex), ("base64", SignatureEncoding.Base64), ("auto", SignatureEncoding.Auto)];

    public static readonly (string, KeyEncoding)[] KeyEncodings =
        [("utf8", KeyEncoding.Utf8), ("hex", KeyEncoding.Hex), ("base64", KeyEncoding.Base64)];

    public static readonly (string, FieldEscape)[] Escapes = [("none", FieldEscape.None), ("form", FieldEscape.Form), ("rfc3986", FieldEscape.Rfc3986)];

    public static readonly (string, bool)[] Numbers = [("asSent", false), ("shortest", true)];

    public static readonly (string, MissingField)[] Missing = [("empty", MissingField.Empty), ("drop", MissingField.Drop), ("refuse", MissingField.Refuse)];

    public static readonly (string, TimestampUnit)[] Units =
    [
        ("auto", TimestampUnit.Auto), ("seconds", TimestampUnit.Seconds), ("milliseconds", TimestampUnit.Milliseconds), ("rfc3339", TimestampUnit.Rfc3339),
    ];

    private static readonly string[] OfSigned = ["content", "fields", "timestamp"];
    private static readonly TimeSpan LongestTolerance = TimeSpan.FromDays(1);

    /// <summary>Reads it.</summary>
    /// <param name="at">The scheme or the alternative.</param>
    /// <param name="places">How places of the body are read.</param>
    /// <param name="isBatch">Whether a body holds many events.</param>
    public static SigningDescription Read(SchemeObject at, PlaceReader places, bool isBatch)
    {
        var algorithm = at.Choice("algorithm", SignatureAlgorithm.HmacSha256, SignatureAlgorithm.All);
        var location = Location(at, places, algorithm);
        var fields = at.Object("fields", FieldMembers) is { } list ? Fields(list, places) : null;
        var content = Content(at, places, algorithm, fields is not null);
        var signing = new SigningDescription
        {
            Algorithm = algorithm,
            Location = location,
            Encoding = at.Choice("encoding", SignatureEncoding.Hex, Encodings),
            Key = Key(at),
            Content = content,
            Fields = fields,
            Timestamp = Timestamp(at, places, location),
            IdHeaders = at.Object("id", IdMembers) is { } id ? PlaceReader.Headers(id, "header") : [],
        };
        CheckUse(at, signing, isBatch);
        return signing;
    }

    private static KeyForm Key(SchemeObject at)
    {
        if (at.Object("secret", SecretMembers) is not { } secret)
        {
            return KeyForm.Text;
        }

        // Read for its problems: the form of the secret is for people.
        secret.Word("form");
        return new KeyForm(secret.Choice("decode", KeyEncoding.Utf8, KeyEncodings), secret.Text("prefix") ?? "");
    }

    private static SignatureLocation Location(SchemeObject at, PlaceReader places, SignatureAlgorithm algorithm)
    {
        if (algorithm.Kind == SignatureKind.Basic)
        {
            if (at.Has("signature"))
            {
                at.Problem("signature", "has no meaning with basic", "Remove it: the credentials are in the header Authorization.");
            }

            return new SignatureLocation { Headers = [BasicCredentials.HeaderName] };
        }

        if (at.Object("signature", SignatureMembers) is not { } signature)
        {
            at.Problem("signature", "is missing", "Say where the signature is, for example { \"header\": \"X-Signature\" }.");
            return new SignatureLocation();
        }

        var headers = PlaceReader.Headers(signature, "header");
        var path = places.Of(signature);
        if (signature.Has("header") == signature.Has(places.Member))
        {
            signature.Problem("", signature.Has("header") ? "names two places" : "names no place", $"Name one: header or {places.Member}.");
        }

        var prefix = signature.Text("prefix") ?? "";
        if (prefix.AsSpan().IndexOfAnyExceptInRange(' ', '~') >= 0)
        {
            signature.Problem("prefix", "is not printable ASCII", "Write the text before the signature, for example sha256=.");
        }

        var optional = signature.Flag("prefixOptional");
        if (optional && prefix.Length == 0)
        {
            signature.Problem("prefixOptional", "is set without a prefix", "Set prefix, or remove it.");
        }

        return new SignatureLocation { Headers = headers, Path = path, Prefix = prefix, IsPrefixOptional = optional, List = List(signature) };
    }

    private static ListGrammar? List(SchemeObject signature)
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
            list.Problem("separator", separator.Length == 0 ? "is empty" : "is the same as assign", "Write what stands between two entries, for example ','.");
        }

        if (assign.Length == 0 && key is not null)
        {
            list.Problem("assign", "is empty", "Write what stands between key and value, for example '='.");
        }

        return new ListGrammar(separator, assign, key);
    }

    private static Template? Content(SchemeObject at, PlaceReader places, SignatureAlgorithm algorithm, bool hasFields)
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

        if (hasFields || at.Has("fields"))
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

    private static FieldListDescription Fields(SchemeObject fields, PlaceReader places)
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

    private static TimestampDescription? Timestamp(SchemeObject at, PlaceReader places, SignatureLocation location)
    {
        if (at.Object("timestamp", TimestampMembers) is not { } timestamp)
        {
            return null;
        }

        var headers = PlaceReader.Headers(timestamp, "header");
        var (key, path) = (timestamp.Word("key"), places.Of(timestamp));
        if (new[] { "header", "key", places.Member }.Count(timestamp.Has) != 1)
        {
            timestamp.Problem("", "does not name one place", $"Name one: header, key (of the signature's list) or {places.Member}.");
        }

        if (key is not null && location.List?.Key is null)
        {
            timestamp.Problem("key", "is set, and the signature is no list with keys", "Set signature.list with separator, assign and key, or use header.");
        }
        else if (key is not null && key == location.List?.Key)
        {
            timestamp.Problem("key", $"('{key}') is the key of the signature", "Name the key of the time.");
        }

        if (headers.Intersect(location.Headers, StringComparer.OrdinalIgnoreCase).Any())
        {
            timestamp.Problem("header", "is the header of the signature", "Name the header of the time, or use key.");
        }

        return new TimestampDescription
        {
            Headers = headers,
            Key = key,
            Path = path,
            Unit = timestamp.Choice("unit", TimestampUnit.Auto, Units),
            Tolerance = timestamp.Time("tolerance", TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(1), LongestTolerance),
        };
    }

    private static void CheckUse(SchemeObject at, SigningDescription signing, bool isBatch)
    {
        if (!signing.Algorithm.Signs)
        {
            if (at.Has("encoding"))
            {
                at.Problem("encoding", "has no meaning here: the secret is sent as it is", "Remove it.");
            }

            if (signing.Key.Encoding != KeyEncoding.Utf8)
            {
                at.Problem("secret", "is decoded, and here it is sent as it is", "Remove decode.");
            }

            return;
        }

        Coverage.CheckContent(at, signing, isBatch);
    }
}
