using PayHooks.Verification.Json;
using PayHooks.Verification.Signatures;

namespace PayHooks.Verification.Descriptions.Model;

/// <summary>How a provider signs and what its events look like: what a scheme's JSON says, checked.</summary>
internal sealed record SchemeDescription
{
    /// <summary>The ways to sign; the first whose signature is there counts.</summary>
    public required IReadOnlyList<SigningDescription> Signings { get; init; }

    /// <summary>What an event looks like.</summary>
    public required EventDescription Event { get; init; }

    /// <summary>The form of the body.</summary>
    public BodyForm Body { get; init; }

    /// <summary>Where the events of a batch lie; null when a body is one event.</summary>
    public JsonPath? Items { get; init; }

    /// <summary>The URL that is signed, when a front door hides the called one; null for the called one.</summary>
    public string? Url { get; init; }

    /// <summary>The body of an answer 200; null for none.</summary>
    public string? Answer { get; init; }

    /// <summary>How a GET is answered; null when there are none.</summary>
    public ChallengeDescription? Challenge { get; init; }
}

/// <summary>The form of a body.</summary>
internal enum BodyForm
{
    /// <summary>JSON.</summary>
    Json = 0,

    /// <summary><c>application/x-www-form-urlencoded</c>.</summary>
    Form = 1,
}

/// <summary>One way to sign.</summary>
internal sealed record SigningDescription
{
    public required SignatureAlgorithm Algorithm { get; init; }

    public required SignatureLocation Location { get; init; }

    public SignatureEncoding Encoding { get; init; } = SignatureEncoding.Hex;

    public KeyForm Key { get; init; } = KeyForm.Text;

    /// <summary>What is signed as a template; null when it is a list of fields, and for tokens and credentials.</summary>
    public Template? Content { get; init; }

    /// <summary>What is signed as a list of fields, or null.</summary>
    public FieldListDescription? Fields { get; init; }

    public TimestampDescription? Timestamp { get; init; }

    /// <summary>The headers that may hold the id of <c>{id}</c>, the first that is there counts.</summary>
    public IReadOnlyList<string> IdHeaders { get; init; } = [];

    /// <summary>How much a matching signature proves of the event's facts.</summary>
    public VerificationLevel Verification { get; init; } = VerificationLevel.Signature;
}

/// <summary>Where a signature is and how it is written there. Exactly one of the three places is set.</summary>
internal sealed record SignatureLocation
{
    /// <summary>Headers, the first that is there counts.</summary>
    public IReadOnlyList<string> Headers { get; init; } = [];

    /// <summary>A place in the body, of JSON or of a form.</summary>
    public JsonPath? Path { get; init; }

    public string Prefix { get; init; } = "";

    public bool IsPrefixOptional { get; init; }

    public ListGrammar? List { get; init; }
}

/// <summary>A signature that is one of several entries.</summary>
/// <param name="Separator">What stands between two entries.</param>
/// <param name="Assign">What stands between key and value.</param>
/// <param name="Key">The key of a signature, which may be there several times; null when every entry is one.</param>
internal sealed record ListGrammar(string Separator, string Assign, string? Key);

/// <summary>The fields that are signed.</summary>
internal sealed record FieldListDescription
{
    /// <summary>The name as it is signed, and where the value is.</summary>
    public required IReadOnlyList<(string Name, JsonPath Path)> Names { get; init; }

    public string Join { get; init; } = "";

    /// <summary>What stands between name and value; null when only values are signed.</summary>
    public string? Assign { get; init; }

    public bool Sort { get; init; }

    public FieldEscape Escape { get; init; }

    public bool ShortestNumbers { get; init; }

    public MissingField Missing { get; init; }
}

/// <summary>How values are escaped before they are signed.</summary>
internal enum FieldEscape
{
    None = 0,

    /// <summary>As in a form: a space is <c>+</c>.</summary>
    Form = 1,

    /// <summary>As in a URL (RFC 3986): a space is <c>%20</c>.</summary>
    Rfc3986 = 2,
}

/// <summary>What becomes of a field that is signed and not there.</summary>
internal enum MissingField
{
    /// <summary>It is signed as an empty value.</summary>
    Empty = 0,

    /// <summary>It is left out.</summary>
    Drop = 1,

    /// <summary>The delivery is refused.</summary>
    Refuse = 2,
}

/// <summary>Where the signed time is. Exactly one of the three places is set.</summary>
internal sealed record TimestampDescription
{
    /// <summary>Headers, the first that is there counts.</summary>
    public IReadOnlyList<string> Headers { get; init; } = [];

    /// <summary>The key of an entry of the signature's list.</summary>
    public string? Key { get; init; }

    public JsonPath? Path { get; init; }

    public TimestampUnit Unit { get; init; }

    /// <summary>How far the signed time may be from ours, either way.</summary>
    public TimeSpan Tolerance { get; init; } = TimeSpan.FromMinutes(5);
}

/// <summary>How a signed time is written.</summary>
internal enum TimestampUnit
{
    /// <summary>Seconds, milliseconds or RFC 3339, told apart by their look.</summary>
    Auto = 0,
    Seconds = 1,
    Milliseconds = 2,
    Rfc3339 = 3,
}

/// <summary>Where the facts of an event are: of each the first that is there counts.</summary>
internal sealed record EventDescription
{
    public IReadOnlyList<FactSource> Id { get; init; } = [];

    public IReadOnlyList<FactSource> Type { get; init; } = [];

    public IReadOnlyList<FactSource> Status { get; init; } = [];

    /// <summary>The common type of a provider's type or status; null for the provider's own.</summary>
    public IReadOnlyDictionary<string, string>? Types { get; init; }

    public IReadOnlyList<FactSource> Resource { get; init; } = [];

    public IReadOnlyList<FactSource> Reference { get; init; } = [];

    public IReadOnlyList<FactSource> Amount { get; init; } = [];

    public IReadOnlyList<FactSource> Currency { get; init; } = [];

    public string? DefaultCurrency { get; init; }

    public IReadOnlyList<FactSource> Time { get; init; } = [];

    public IReadOnlyList<FactSource> Livemode { get; init; } = [];

    /// <summary>Whether facts may come from content that is not signed.</summary>
    public bool Unsigned { get; init; }

    /// <summary>Every fact with the name of its member.</summary>
    public IEnumerable<(string Member, IReadOnlyList<FactSource> Sources)> Facts =>
    [
        ("id", Id), ("type", Type), ("status", Status), ("resource", Resource), ("reference", Reference),
        ("amount", Amount), ("currency", Currency), ("time", Time), ("livemode", Livemode),
    ];
}

/// <summary>One place of a fact: a path of the body, or a template.</summary>
internal sealed record FactSource(JsonPath? Path, Template? Template)
{
    /// <summary>Whether the opposite is meant: livemode by a flag for tests.</summary>
    public bool IsOpposite { get; init; }
}

/// <summary>How a GET is answered.</summary>
/// <param name="Query">The parameter without which it is no challenge.</param>
/// <param name="Answer">What is answered.</param>
internal sealed record ChallengeDescription(string Query, Template Answer);
