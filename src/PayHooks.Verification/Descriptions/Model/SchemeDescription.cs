using PayHooks.Verification.Json;
using PayHooks.Verification.Signatures;

namespace PayHooks.Verification.Descriptions.Model;

/// <summary>How a provider signs and what its events look like: what a scheme's JSON says, checked.</summary>
internal sealed record SchemeDescription
{
    /// <summary>The alternatives; the first whose signature is present is verified.</summary>
    public required IReadOnlyList<SigningDescription> Signings { get; init; }

    /// <summary>What an event looks like.</summary>
    public required EventDescription Event { get; init; }

    /// <summary>The form of the body.</summary>
    public BodyForm Body { get; init; }

    /// <summary>The path of the events of a batch; null when a body is one event.</summary>
    public JsonPath? Items { get; init; }

    /// <summary>The signed URL where a proxy changes the one that is called; null for the called one.</summary>
    public string? Url { get; init; }

    /// <summary>The body of an answer 200; null for none.</summary>
    public string? Answer { get; init; }

    /// <summary>How a GET is answered; null when there are none.</summary>
    public ChallengeDescription? Challenge { get; init; }

    /// <summary>What a source should know about it, each with the member and a fix.</summary>
    public IReadOnlyList<(SchemePath Member, string Message, string Fix)> Warnings { get; init; } = [];

    /// <summary>The strongest verification that one of the alternatives gives.</summary>
    public VerificationLevel BestVerification => Signings.Max(signing => signing.Verification);

    /// <summary>How unsigned test calls are recognized; null when there are none.</summary>
    public PingDescription? Ping { get; init; }

    /// <summary>Where the provider's dashboard shows a payment; null when it is not known.</summary>
    public DashboardDescription? Dashboard { get; init; }

    /// <summary>The paths of the body that verification looks up.</summary>
    public IEnumerable<JsonPath> VerifiedPaths => Signings.SelectMany(signing => signing.VerifiedPaths);
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

    /// <summary>The headers that may hold the id of <c>{id}</c>; the first one present is used.</summary>
    public IReadOnlyList<string> IdHeaders { get; init; } = [];

    /// <summary>Members of the body that must have a certain form, because the signed text does not tell where one ends.</summary>
    public IReadOnlyList<(JsonPath Path, FieldForm Form)> Forms { get; init; } = [];

    /// <summary>What a secret for test mode begins with, where the body does not tell the mode; null when it does.</summary>
    public string? TestPrefix { get; init; }

    /// <summary>How much a matching signature proves of the event's facts.</summary>
    public VerificationLevel Verification { get; init; } = VerificationLevel.Signature;

    /// <summary>The paths of the body that verification looks up.</summary>
    public IEnumerable<JsonPath> VerifiedPaths =>
    [
        .. new[] { Location.Path, Timestamp?.Path }.OfType<JsonPath>(),
        .. (Content?.Parts ?? []).Select(part => part.Path).OfType<JsonPath>(),
        .. (Fields?.Names ?? []).Select(one => one.Path),
        .. Forms.Select(one => one.Path),
    ];
}

/// <summary>The form of a signed member.</summary>
internal enum FieldForm
{
    /// <summary>Three digits, the first of them 2 to 5, as in HTTP.</summary>
    StatusCode = 0,

    /// <summary>Digits without a leading zero, and up to two decimals.</summary>
    Amount = 1,
}

/// <summary>Where a signature is and how it is written there. Exactly one of the three is set.</summary>
internal sealed record SignatureLocation
{
    /// <summary>Headers; the first one present is used.</summary>
    public IReadOnlyList<string> Headers { get; init; } = [];

    /// <summary>A path in the body, JSON or a form.</summary>
    public JsonPath? Path { get; init; }

    public string Prefix { get; init; } = "";

    public bool IsPrefixOptional { get; init; }

    public ListGrammar? List { get; init; }
}

/// <summary>A signature that is one of several entries.</summary>
/// <param name="Separator">What separates two entries.</param>
/// <param name="Assign">What separates key and value.</param>
/// <param name="Key">The key of a signature, which may occur several times; null when every entry is one.</param>
internal sealed record ListGrammar(string Separator, string Assign, string? Key);

/// <summary>The fields that are signed.</summary>
internal sealed record FieldListDescription
{
    /// <summary>The name as it is signed, and the path of the value.</summary>
    public required IReadOnlyList<(string Name, JsonPath Path)> Names { get; init; }

    public string Join { get; init; } = "";

    /// <summary>What separates name and value; null when only values are signed.</summary>
    public string? Assign { get; init; }
}

/// <summary>Where the signed time is. Exactly one of the three is set.</summary>
internal sealed record TimestampDescription
{
    /// <summary>Headers; the first one present is used.</summary>
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
    /// <summary>Seconds, milliseconds or RFC 3339, by its format.</summary>
    Auto = 0,
    Seconds = 1,
    Milliseconds = 2,
    Rfc3339 = 3,
}

/// <summary>The sources of an event's facts; for each fact, the first source present is used.</summary>
internal sealed record EventDescription
{
    public IReadOnlyList<FactSource> Id { get; init; } = [];

    public IReadOnlyList<FactSource> Type { get; init; } = [];

    public IReadOnlyList<FactSource> Status { get; init; } = [];

    /// <summary>The common type of a provider's type or status; null for the provider's own.</summary>
    public IReadOnlyDictionary<string, string>? Types { get; init; }

    public IReadOnlyList<FactSource> Resource { get; init; } = [];

    public IReadOnlyList<FactSource> Reference { get; init; } = [];

    /// <summary>The kinds of object that a body may be, in order; empty when a body is not told apart.</summary>
    public IReadOnlyList<ObjectKind> Objects { get; init; } = [];

    public AmountSources Amount { get; init; } = AmountSources.None;

    public AmountSources Currency { get; init; } = AmountSources.None;

    public string? DefaultCurrency { get; init; }

    public AmountUnit Unit { get; init; }

    /// <summary>The decimals of the provider's minor unit by currency (upper case), where they differ from ISO 4217.</summary>
    public IReadOnlyDictionary<string, int> Exponents { get; init; } = new Dictionary<string, int>();

    public IReadOnlyList<FactSource> Time { get; init; } = [];

    public IReadOnlyList<FactSource> Livemode { get; init; } = [];

    /// <summary>Whether facts may come from content that is not signed.</summary>
    public bool Unsigned { get; init; }

    /// <summary>Whose state the events report.</summary>
    public PaymentsDescription Payments { get; init; } = PaymentsDescription.None;

    /// <summary>Every fact with the name of its member.</summary>
    public IEnumerable<(string Member, IReadOnlyList<FactSource> Sources)> Facts =>
    [
        ("id", Id), ("type", Type), ("status", Status), ("resource", Resource), ("reference", Reference),
        ("amount", Amount.All), ("currency", Currency.All), ("time", Time), ("livemode", Livemode),
        ("subjects", [.. Payments.Subjects.All.SelectMany(one => one.Value.Sources)]), ("changedAt", Payments.ChangedAt),
        ("objects", [.. Objects.SelectMany(kind => kind.Paths).Select(path => new FactSource(path, null))]),
    ];

    /// <summary>The paths of the body that a fact may come from.</summary>
    public IEnumerable<JsonPath> Paths => Facts
        .SelectMany(fact => fact.Sources)
        .SelectMany(source => source.Path is { } path ? [path] : source.Template!.Parts.Select(part => part.Path).OfType<JsonPath>());
}

/// <summary>A source of a fact: a path of the body, or a template.</summary>
internal sealed record FactSource(JsonPath? Path, Template? Template)
{
    /// <summary>The sum over the list at <see cref="Path"/>, or null for the value at it.</summary>
    public SumDescription? Sum { get; init; }

    /// <summary>Whether the opposite is meant: livemode by a flag for tests.</summary>
    public bool IsOpposite { get; init; }
}

/// <summary>How a GET is answered.</summary>
/// <param name="Query">The parameter that makes a GET a challenge.</param>
/// <param name="Answer">What is answered.</param>
internal sealed record ChallengeDescription(string Query, Template Answer);
