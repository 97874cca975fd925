using System.Collections.Concurrent;

namespace PayHooks.Processing.Protocol;

/// <summary>
/// The claims that this process holds. Their leases are not over while it does, whatever a wall clock that was set forward says: another
/// message of the same event must not run its handlers beside those that run.
/// </summary>
internal sealed class HeldClaims
{
    private readonly ConcurrentDictionary<string, bool> owners = new(StringComparer.Ordinal);

    /// <summary>Notes a claim, before it is made.</summary>
    /// <returns>Forgets it, once it has ended or was not made.</returns>
    public Hold Add(string owner)
    {
        owners[owner] = true;
        return new Hold(this, owner);
    }

    /// <summary>Whether this process holds the claim of an owner.</summary>
    public bool Contains(string owner) => owners.ContainsKey(owner);

    /// <summary>A note.</summary>
    public readonly struct Hold(HeldClaims claims, string owner) : IDisposable
    {
        /// <summary>Forgets the claim.</summary>
        public void Dispose() => claims.owners.TryRemove(owner, out _);
    }
}
