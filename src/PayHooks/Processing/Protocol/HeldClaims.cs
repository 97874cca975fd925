using System.Collections.Concurrent;

namespace PayHooks.Processing.Protocol;

/// <summary>
/// The claims held by this process. Their leases do not expire while they are held, even if the wall clock is set forward: another message
/// of the same event must not run handlers concurrently.
/// </summary>
internal sealed class HeldClaims
{
    private readonly ConcurrentDictionary<string, bool> owners = new(StringComparer.Ordinal);

    /// <summary>Registers a claim before it is made.</summary>
    /// <returns>Dispose it when the claim has ended or was not made.</returns>
    public Hold Add(string owner)
    {
        owners[owner] = true;
        return new Hold(this, owner);
    }

    /// <summary>Whether this process holds the claim of an owner.</summary>
    public bool Contains(string owner) => owners.ContainsKey(owner);

    /// <summary>The registration of a claim.</summary>
    public readonly struct Hold(HeldClaims claims, string owner) : IDisposable
    {
        /// <summary>Removes the registration.</summary>
        public void Dispose() => claims.owners.TryRemove(owner, out _);
    }
}
