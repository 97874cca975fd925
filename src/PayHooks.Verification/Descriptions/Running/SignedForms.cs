using System.Text.Json;
using PayHooks.Verification.Descriptions.Model;
using PayHooks.Verification.Json;

namespace PayHooks.Verification.Descriptions.Running;

/// <summary>
/// Checks the form of signed members. Signed text without separators can be split in several ways; strict forms leave only one
/// valid way.
/// </summary>
internal sealed class SignedForms(SigningDescription description, JsonPaths? paths)
{
    private const int CodeDigits = 3;
    private const int MostDecimals = 2;

    private readonly (string Name, int Slot, FieldForm Form)[] fields =
        [.. description.Forms.Select(one => (one.Path.Text, paths!.SlotOf(one.Path), one.Form))];

    /// <summary>Whether every member has its form. Missing members are handled when the content is written.</summary>
    public bool Fit(scoped in VerificationContext received, out Verdict refusal)
    {
        foreach (var (name, slot, form) in fields)
        {
            var token = received.Tokens[slot];
            if (token.Type is JsonTokenType.String or JsonTokenType.Number && !Fits(token.Raw(received.Json), form))
            {
                refusal = Verdict.Refused(RejectionReason.BodyUnreadable,
                    $"the signed field '{name}' is not "
                        + $"{(form == FieldForm.StatusCode ? "a three-digit code" : "an amount such as 10000.00")}");
                return false;
            }
        }

        refusal = default;
        return true;
    }

    private static bool Fits(ReadOnlySpan<byte> text, FieldForm form)
    {
        if (form == FieldForm.StatusCode)
        {
            return text.Length == CodeDigits && text[0] is >= (byte)'2' and <= (byte)'5' && IsDigits(text);
        }

        var point = text.IndexOf((byte)'.');
        var whole = point < 0 ? text : text[..point];
        var decimals = point < 0 ? [] : text[(point + 1)..];
        return whole.Length > 0 && IsDigits(whole) && (whole.Length == 1 || whole[0] != (byte)'0')
            && (point < 0 || (decimals.Length is > 0 and <= MostDecimals && IsDigits(decimals)));
    }

    private static bool IsDigits(ReadOnlySpan<byte> text) => text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
}
