using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace PayHooks.Captures;

/// <summary>
/// Encrypts a captured delivery so that only the holder of the private key can read it: a new P-256 key for each delivery, ECDH with the
/// capture's key, HKDF-SHA256 and AES-256-GCM. The key of the cipher depends on both public keys and on the capture.
/// </summary>
/// <remarks>A version (1), the length of the delivery's public key (2 bytes), that key, the tag (16), and the encrypted content.</remarks>
internal static class CaptureEnvelope
{
    private const byte Version = 1;
    private const int HeadLength = 3;
    private const int KeyLength = 32;
    private const int TagLength = 16;

    // Each key encrypts one message, so the nonce need not differ.
    private static readonly byte[] Nonce = new byte[12];

    /// <summary>Makes a key pair for a capture.</summary>
    public static CaptureKeys CreateKeys()
    {
        using var keys = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        return new CaptureKeys(keys.ExportSubjectPublicKeyInfo(), keys.ExportPkcs8PrivateKey());
    }

    /// <summary>Encrypts a content for a capture.</summary>
    public static byte[] Seal(Capture capture, ReadOnlySpan<byte> content)
    {
        ArgumentNullException.ThrowIfNull(capture);
        using var receiver = ECDiffieHellman.Create();
        receiver.ImportSubjectPublicKeyInfo(capture.PublicKey, out _);
        using var own = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        var ownPublic = own.ExportSubjectPublicKeyInfo();
        using var receiverPublic = receiver.PublicKey;
        var box = new byte[HeadLength + ownPublic.Length + TagLength + content.Length];
        box[0] = Version;
        BinaryPrimitives.WriteUInt16BigEndian(box.AsSpan(1), (ushort)ownPublic.Length);
        ownPublic.CopyTo(box, HeadLength);
        var tag = box.AsSpan(HeadLength + ownPublic.Length, TagLength);
        var encrypted = box.AsSpan(HeadLength + ownPublic.Length + TagLength);
        using var cipher = CipherOf(own.DeriveRawSecretAgreement(receiverPublic), ownPublic, capture.PublicKey, capture.Id);
        cipher.Encrypt(Nonce, content, encrypted, tag);
        return box;
    }

    /// <summary>Decrypts what <see cref="Seal"/> returned.</summary>
    /// <param name="privateKey">The private key, as PKCS #8.</param>
    /// <param name="captureId">The id of the capture.</param>
    /// <param name="box">The encrypted content.</param>
    /// <exception cref="CryptographicException">The key is another one, or the content was changed.</exception>
    public static byte[] Open(ReadOnlySpan<byte> privateKey, string captureId, ReadOnlySpan<byte> box)
    {
        var keyLength = box.Length > HeadLength && box[0] == Version ? BinaryPrimitives.ReadUInt16BigEndian(box[1..]) : 0;
        if (keyLength == 0 || box.Length < HeadLength + keyLength + TagLength)
        {
            throw new CryptographicException("This is not a captured delivery, or one of a newer version of PayHooks.");
        }

        using var own = ECDiffieHellman.Create();
        own.ImportPkcs8PrivateKey(privateKey, out _);
        var senderPublic = box.Slice(HeadLength, keyLength);
        using var sender = ECDiffieHellman.Create();
        sender.ImportSubjectPublicKeyInfo(senderPublic, out _);
        using var senderKey = sender.PublicKey;
        var encrypted = box[(HeadLength + keyLength + TagLength)..];
        var content = new byte[encrypted.Length];
        using var cipher = CipherOf(
            own.DeriveRawSecretAgreement(senderKey), senderPublic, own.ExportSubjectPublicKeyInfo(), captureId);
        cipher.Decrypt(Nonce, encrypted, box.Slice(HeadLength + keyLength, TagLength), content);
        return content;
    }

    private static AesGcm CipherOf(byte[] secret, ReadOnlySpan<byte> sender, ReadOnlySpan<byte> receiver, string captureId)
    {
        Span<byte> key = stackalloc byte[KeyLength];
        try
        {
            HKDF.DeriveKey(
                HashAlgorithmName.SHA256, secret, key, salt: [.. sender, .. receiver],
                info: Encoding.UTF8.GetBytes($"payhooks capture {Version} {captureId}"));
            return new AesGcm(key, TagLength);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
            CryptographicOperations.ZeroMemory(key);
        }
    }
}

/// <summary>The keys of a capture.</summary>
/// <param name="PublicKey">Encrypts; a SubjectPublicKeyInfo.</param>
/// <param name="PrivateKey">Decrypts; PKCS #8. It is in the response to the person who starts the capture, and nowhere else.</param>
internal sealed record CaptureKeys(byte[] PublicKey, byte[] PrivateKey);
