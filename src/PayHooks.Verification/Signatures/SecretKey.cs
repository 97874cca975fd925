namespace PayHooks.Verification.Signatures;

/// <summary>The key of a usable secret.</summary>
/// <param name="Index">The index of the secret in the source's list.</param>
/// <param name="Bytes">The bytes of the key.</param>
internal sealed record SecretKey(int Index, byte[] Bytes);
