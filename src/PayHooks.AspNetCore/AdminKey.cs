using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using PayHooks.Configuration;

namespace PayHooks.AspNetCore;

/// <summary>The configured key of the operations API.</summary>
internal sealed class AdminKey
{
    // Hashed, so that the comparison takes constant time whatever the lengths.
    private readonly byte[] hash;

    private AdminKey(string key) => hash = Hash(key);

    /// <summary>The configured key; null if there is none.</summary>
    public static AdminKey? Of(PayHooksOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.AdminKey is { } key ? new AdminKey(key) : null;
    }

    /// <summary>Whether a request has the key.</summary>
    public bool IsIn(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Headers[AdminGuard.KeyHeader] is [{ } given] && CryptographicOperations.FixedTimeEquals(Hash(given), hash);
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
