using PayHooks.Verification.Json;
using PayHooks.Verification.Signatures;

namespace PayHooks.Verification.Descriptions.Model;

/// <summary>How a provider signs deliveries and how its events are structured: the validated content of a scheme's JSON.</summary>
internal sealed record SchemeDescription
{
    /// <summary>The signing alternatives; the first one whose signature is present is verified.</summary>
    public required IReadOnlyList<SigningDescription> Signings { get; init; }

    /// <summary>How an event is structured.</summary>
    public required EventDescription Event { get; init; }

    /// <summary>The format of the body.</summary>
    public BodyForm Body { get; init; }

    /// <summary>The path of the events in a batch; null if a body is a single event.</summary>
    public JsonPath? Items { get; init; }

    /// <summary>The signed URL if a proxy changes the requested one; null to use the requested URL.</summary>
    public string? Url { get; init; }

    /// <summary>The body of a 200 response; null for none.</summary>
    public string? Answer { get; init; }

    /// <summary>How a GET challenge is answered; null if the provider sends none.</summary>
    public ChallengeDescription? Challenge { get; init; }

    /// <summary>Warnings for the source, each with its member and a fix.</summary>
    public IReadOnlyList<(SchemePath Member, string Message, string Fix)> Warnings { get; init; } = [];

    /// <summary>The strongest verification that any alternative provides.</summary>
    public VerificationLevel BestVerification => Signings.Max(signing => signing.Verification);

    /// <summary>How unsigned test calls are recognized; null if there are none.</summary>
    public PingDescription? Ping { get; init; }

    /// <summary>Where the provider's dashboard shows a payment; null if unknown.</summary>
    public DashboardDescription? Dashboard { get; init; }

    /// <summary>How the provider's API lists and finds the same; null if there is none.</summary>
    public ApiDescription? Api { get; init; }

    /// <summary>The body paths that verification looks up.</summary>
    public IEnumerable<JsonPath> VerifiedPaths => Signings.SelectMany(signing => signing.VerifiedPaths);
}

/// <summary>The format of a body.</summary>
internal enum BodyForm
{
    /// <summary>JSON.</summary>
    Json = 0,

    /// <summary><c>application/x-www-form-urlencoded</c>.</summary>
    Form = 1,
}

/// <summary>One signing alternative.</summary>
internal sealed record SigningDescription
{
    public required SignatureAlgorithm Algorithm { get; init; }

    public required SignatureLocation Location { get; init; }

    public SignatureEncoding Encoding { get; init; } = SignatureEncoding.Hex;

    public KeyForm Key { get; init; } = KeyForm.Text;

    /// <summary>The signed content as a template; null if it is a list of fields, and for tokens and credentials.</summary>
    public Template? Content { get; init; }

    /// <summary>The signed content as a list of fields, or null.</summary>
    public FieldListDescription? Fields { get; init; }

    public TimestampDescription? Timestamp { get; init; }

    /// <summary>The headers that may contain the value of <c>{id}</c>; the first one present is used.</summary>
    public IReadOnlyList<string> IdHeaders { get; init; } = [];

    /// <summary>Members of the body that must have a specific form, because the signed text does not mark where they end.</summary>
    public IReadOnlyList<(JsonPath Path, FieldForm Form)> Forms { get; init; } = [];

    /// <summary>The prefix of test-mode secrets if the body does not contain the mode; otherwise null.</summary>
    public string? TestPrefix { get; init; }

    /// <summary>How much of the event's facts a matching signature proves.</summary>
    public VerificationLevel Verification { get; init; } = VerificationLevel.Signature;

    /// <summary>The body paths that verification looks up.</summary>
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
    /// <summary>Three digits, the first between 2 and 5, as in HTTP.</summary>
    StatusCode = 0,

    /// <summary>Digits without a leading zero, with up to two decimals.</summary>
    Amount = 1,
}

/// <summary>Where a signature is and how it is encoded. Exactly one of the three is set.</summary>
internal sealed record SignatureLocation
{
    /// <summary>Headers; the first one present is used.</summary>
    public IReadOnlyList<string> Headers { get; init; } = [];

    /// <summary>A path in the JSON or form body.</summary>
    public JsonPath? Path { get; init; }

    public string Prefix { get; init; } = "";

    public bool IsPrefixOptional { get; init; }

    public ListGrammar? List { get; init; }
}

/// <summary>A signature that is one of several list entries.</summary>
/// <param name="Separator">The separator between entries.</param>
/// <param name="Assign">The separator between key and value.</param>
/// <param name="Key">The key of a signature, which may occur several times; null if every entry is a signature.</param>
internal sealed record ListGrammar(string Separator, string Assign, string? Key);

/// <summary>The signed fields.</summary>
internal sealed record FieldListDescription
{
    /// <summary>The signed name and the path of the value.</summary>
    public required IReadOnlyList<(string Name, JsonPath Path)> Names { get; init; }

    public string Join { get; init; } = "";

    /// <summary>The separator between name and value; null if only values are signed.</summary>
    public string? Assign { get; init; }
}

/// <summary>Where the signed timestamp is. Exactly one of the three is set.</summary>
internal sealed record TimestampDescription
{
    /// <summary>Headers; the first one present is used.</summary>
    public IReadOnlyList<string> Headers { get; init; } = [];

    /// <summary>The key of an entry in the signature list.</summary>
    public string? Key { get; init; }

    public JsonPath? Path { get; init; }

    public TimestampUnit Unit { get; init; }

    /// <summary>The maximum difference between the signed time and the local clock, in either direction.</summary>
    public TimeSpan Tolerance { get; init; } = TimeSpan.FromMinutes(5);
}

/// <summary>The format of a signed timestamp.</summary>
internal enum TimestampUnit
{
    /// <summary>Seconds, milliseconds or RFC 3339, detected from the value.</summary>
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

    /// <summary>Common types by the provider's type or status; null to use the provider's own.</summary>
    public IReadOnlyDictionary<string, string>? Types { get; init; }

    public IReadOnlyList<FactSource> Resource { get; init; } = [];

    public IReadOnlyList<FactSource> Reference { get; init; } = [];

    /// <summary>The object kinds that a body may be, in order; empty if bodies are not distinguished.</summary>
    public IReadOnlyList<ObjectKind> Objects { get; init; } = [];

    public AmountSources Amount { get; init; } = AmountSources.None;

    public AmountSources Currency { get; init; } = AmountSources.None;

    public string? DefaultCurrency { get; init; }

    public AmountUnit Unit { get; init; }

    /// <summary>The decimals of the provider's minor unit by currency (upper case), if they differ from ISO 4217.</summary>
    public IReadOnlyDictionary<string, int> Exponents { get; init; } = new Dictionary<string, int>();

    public IReadOnlyList<FactSource> Time { get; init; } = [];

    public IReadOnlyList<FactSource> Livemode { get; init; } = [];

    /// <summary>Whether facts may come from unsigned content.</summary>
    public bool Unsigned { get; init; }

    /// <summary>The subjects whose state the events report.</summary>
    public PaymentsDescription Payments { get; init; } = PaymentsDescription.None;

    /// <summary>All facts with their member names.</summary>
    public IEnumerable<(string Member, IReadOnlyList<FactSource> Sources)> Facts =>
    [
        ("id", Id), ("type", Type), ("status", Status), ("resource", Resource), ("reference", Reference),
        ("amount", Amount.All), ("currency", Currency.All), ("time", Time), ("livemode", Livemode),
        ("subjects", [.. Payments.Subjects.All.SelectMany(one => one.Value.Sources)]), ("changedAt", Payments.ChangedAt),
        ("objects", [.. Objects.SelectMany(kind => kind.Paths).Select(path => new FactSource(path, null))]),
    ];

    /// <summary>The body paths that facts may come from.</summary>
    public IEnumerable<JsonPath> Paths => Facts
        .SelectMany(fact => fact.Sources)
        .SelectMany(source => source.Path is { } path ? [path] : source.Template!.Parts.Select(part => part.Path).OfType<JsonPath>());
}

/// <summary>A source of a fact: a path in the body, or a template.</summary>
internal sealed record FactSource(JsonPath? Path, Template? Template)
{
    /// <summary>The sum over the list at <see cref="Path"/>, or null for the value at it.</summary>
    public SumDescription? Sum { get; init; }

    /// <summary>Whether the value is negated: livemode from a flag that is true in test mode.</summary>
    public bool IsOpposite { get; init; }
}

/// <summary>How a GET challenge is answered.</summary>
/// <param name="Query">The query parameter that identifies a challenge.</param>
/// <param name="Answer">The response body.</param>
internal sealed record ChallengeDescription(string Query, Template Answer);
