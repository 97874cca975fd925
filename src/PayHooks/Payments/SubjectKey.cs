using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace PayHooks.Payments;

/// <summary>Which subject of which source.</summary>
/// <param name="Source">The configured source.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Mode">Empty, or <c>live</c> or <c>test</c>; see <see cref="Subject.Mode"/>.</param>
/// <param name="Id">The provider's id.</param>
internal sealed record SubjectKey(string Source, SubjectKind Kind, string Mode, string Id)
{
    /// <summary>The key of a subject.</summary>
    public static SubjectKey Of(string source, Subject subject) => new(source, subject.Kind, subject.Mode, subject.Id);

    /// <summary>The key of the payment that a refund, capture or dispute belongs to, or null.</summary>
    public static SubjectKey? ParentOf(string source, Subject subject) =>
        subject is { Kind: SubjectKind.Refund or SubjectKind.Capture or SubjectKind.Dispute, PaymentId: { } id }
            ? new(source, SubjectKind.Payment, subject.Mode, id)
            : null;

    /// <summary>
    /// 32 hexadecimal digits that name the subject in a store: 128 bits of the SHA-256 over the parts with their lengths.
    /// </summary>
    public string Hash() => KeyHash.Of(Source, SubjectTexts.Of(Kind), Mode, Id);

    /// <summary>What stands for a provider's id of this source where it was erased.</summary>
    public string MaskOf(string id) => KeyHash.Mask(Source, Mode, id);
}

/// <summary>Which merchant reference of which source.</summary>
/// <param name="Source">The configured source.</param>
/// <param name="Mode">Empty, or <c>live</c> or <c>test</c>.</param>
/// <param name="Reference">The merchant's reference.</param>
internal sealed record ReferenceKey(string Source, string Mode, string Reference)
{
    /// <summary>What <see cref="MaskOf"/> begins with.</summary>
    public const string MaskPrefix = "erased:";

    /// <summary>32 hexadecimal digits that name the reference in a store.</summary>
    public string Hash() => KeyHash.Of(Source, "reference", Mode, Reference);

    /// <summary>What stands for a provider's id of this source where it was erased.</summary>
    public string MaskOf(string id) => KeyHash.Mask(Source, Mode, id);
}

/// <summary>Hashes the parts of a key so that no two lists of parts collide.</summary>
file static class KeyHash
{
    private const int Bytes = 16;

    public static string Mask(string source, string mode, string id) => $"{ReferenceKey.MaskPrefix}{Of(source, "erased", mode, id)}";

    public static string Of(params ReadOnlySpan<string> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var part in parts)
        {
            var text = Encoding.UTF8.GetBytes(part);
            BinaryPrimitives.WriteInt32BigEndian(length, text.Length);
            hash.AppendData(length);
            hash.AppendData(text);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, Bytes));
    }
}
