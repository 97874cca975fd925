namespace PayHooks.Verification.Signatures;

/// <summary>A usable secret's key.</summary>
/// <param name="Index">The index of the secret in the source's list.</param>
/// <param name="Bytes">The key's bytes.</param>
internal sealed record SecretKey(int Index, byte[] Bytes);
