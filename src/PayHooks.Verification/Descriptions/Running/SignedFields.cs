using System.Text;
using System.Text.Json;
using PayHooks.Verification.Descriptions.Model;
using PayHooks.Verification.Json;
using PayHooks.Verification.Signatures;

namespace PayHooks.Verification.Descriptions.Running;

/// <summary>Writes the values of the signed fields in order. A field that is missing or null is signed as an empty
/// value.</summary>
internal sealed class SignedFields
{
    private readonly byte[] join;
    private readonly Field[] fields;

    public SignedFields(FieldListDescription description, JsonPaths paths)
    {
        join = Encoding.UTF8.GetBytes(description.Join);
        fields = [.. description.Names.Select(one => new Field(
            one.Name, description.Assign is { } assign ? Encoding.UTF8.GetBytes(one.Name + assign) : [], paths.SlotOf(one.Path)))];
    }

    /// <summary>Writes the values, or rejects the delivery if a value cannot be signed.</summary>
    public bool TryWrite(scoped in VerificationContext received, ref PooledBufferWriter text, out Verdict refusal)
    {
        refusal = default;
        var isFirst = true;
        foreach (var field in fields)
        {
            var token = received.Tokens[field.Slot];
            if (token.IsContainer)
            {
                refusal = Verdict.Refused(RejectionReason.BodyUnreadable, $"the signed field '{field.Name}' is an object or a list");
                return false;
            }

            text.Append(isFirst ? [] : join);
            isFirst = false;
            text.Append(field.Before);
            if (token.Type is not (JsonTokenType.None or JsonTokenType.Null))
            {
                token.WriteTo(received.Json, ref text);
            }
        }

        return true;
    }

    private readonly record struct Field(string Name, byte[] Before, int Slot);
}
