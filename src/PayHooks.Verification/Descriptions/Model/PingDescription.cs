using PayHooks.Verification.Json;

namespace PayHooks.Verification.Descriptions.Model;

/// <summary>
/// An unsigned test call with which a provider checks an address when it is saved. It is answered with 200 and not stored. Exactly one of
/// the two forms is set.
/// </summary>
internal sealed record PingDescription
{
    /// <summary>The token for one or more digits in <see cref="Body"/>.</summary>
    public const string Digits = "{digits}";

    /// <summary>The whole body of a test call that is a form and has no signature, as the texts around one number.</summary>
    public (string Before, string After)? Body { get; init; }

    /// <summary>The member of a test call's body that marks it, where it has a signature that does not match.</summary>
    public JsonPath? Path { get; init; }

    /// <summary>How the text of that member begins.</summary>
    public string Prefix { get; init; } = "";
}
