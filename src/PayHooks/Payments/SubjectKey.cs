using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace PayHooks.Payments;

/// <summary>Identifies a subject of a source.</summary>
/// <param name="Source">The configured source.</param>
/// <param name="Kind">The kind of subject.</param>
/// <param name="Mode">Empty, or <c>live</c> or <c>test</c>; see <see cref="Subject.Mode"/>.</param>
/// <param name="Id">The provider's id.</param>
internal sealed record SubjectKey(string Source, SubjectKind Kind, string Mode, string Id)
{
    /// <summary>The values of <see cref="Mode"/>, for look-ups by an id alone.</summary>
    public static IReadOnlyList<string> Modes { get; } = ["", "live", "test"];

    /// <summary>Creates the key of a subject.</summary>
    public static SubjectKey Of(string source, Subject subject) => new(source, subject.Kind, subject.Mode, subject.Id);

    /// <summary>The key of the payment that a refund, capture or dispute belongs to, or null.</summary>
    public static SubjectKey? ParentOf(string source, Subject subject) =>
        subject is { Kind: SubjectKind.Refund or SubjectKind.Capture or SubjectKind.Dispute, PaymentId: { } id }
            ? new(source, SubjectKind.Payment, subject.Mode, id)
            : null;

    /// <summary>
    /// Identifies the subject in a store: 32 hexadecimal digits, 128 bits of the SHA-256 of the length-prefixed parts.
    /// </summary>
    public string Hash() => KeyHash.Text(Source, SubjectTexts.Of(Kind), Mode, Id);

    /// <summary>The same 128 bits as a number.</summary>
    public UInt128 HashNumber() => KeyHash.Number(Source, SubjectTexts.Of(Kind), Mode, Id);

    /// <summary>The placeholder for an erased provider id of this source.</summary>
    public string MaskOf(string id) => KeyHash.Mask(Source, Mode, id);
}

/// <summary>Identifies a merchant reference of a source.</summary>
/// <param name="Source">The configured source.</param>
/// <param name="Mode">Empty, or <c>live</c> or <c>test</c>.</param>
/// <param name="Reference">The merchant's reference.</param>
internal sealed record ReferenceKey(string Source, string Mode, string Reference)
{
    /// <summary>The prefix of <see cref="MaskOf"/>.</summary>
    public const string MaskPrefix = "erased:";

    /// <summary>32 hexadecimal digits that identify the reference in a store.</summary>
    public string Hash() => KeyHash.Text(Source, "reference", Mode, Reference);

    /// <summary>The same 128 bits as a number.</summary>
    public UInt128 HashNumber() => KeyHash.Number(Source, "reference", Mode, Reference);

    /// <summary>The placeholder for an erased provider id of this source.</summary>
    public string MaskOf(string id) => KeyHash.Mask(Source, Mode, id);
}

/// <summary>Hashes the parts of a key so that no two lists of parts collide.</summary>
file static class KeyHash
{
    private const int Bytes = 16;
    private const int MostOnStack = 512;

    public static string Mask(string source, string mode, string id) => $"{ReferenceKey.MaskPrefix}{Text(source, "erased", mode, id)}";

    public static string Text(params ReadOnlySpan<string> parts)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Write(parts, hash);
        return Convert.ToHexStringLower(hash[..Bytes]);
    }

    public static UInt128 Number(params ReadOnlySpan<string> parts)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Write(parts, hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    // Each part follows its length.
    private static void Write(ReadOnlySpan<string> parts, Span<byte> hash)
    {
        var length = 0;
        foreach (var part in parts)
        {
            length += sizeof(int) + Encoding.UTF8.GetByteCount(part);
        }

        var all = length <= MostOnStack ? stackalloc byte[MostOnStack] : new byte[length];
        var rest = all;
        foreach (var part in parts)
        {
            var bytes = Encoding.UTF8.GetBytes(part, rest[sizeof(int)..]);
            BinaryPrimitives.WriteInt32BigEndian(rest, bytes);
            rest = rest[(sizeof(int) + bytes)..];
        }

        SHA256.HashData(all[..length], hash);
    }
}
