using PayHooks.Verification.Json;

namespace PayHooks.Verification.Descriptions.Model;

/// <summary>
/// An unsigned test call that a provider sends when a URL is saved. It is answered with 200 and not stored. Exactly one of
/// the two forms is set.
/// </summary>
internal sealed record PingDescription
{
    /// <summary>The token in <see cref="Body"/> for one or more digits.</summary>
    public const string Digits = "{digits}";

    /// <summary>The whole body of an unsigned form-encoded test call, as the text before and after a number.</summary>
    public (string Before, string After)? Body { get; init; }

    /// <summary>The body member that identifies a test call without a valid signature.</summary>
    public JsonPath? Path { get; init; }

    /// <summary>The prefix of that member's value.</summary>
    public string Prefix { get; init; } = "";
}
