using PayHooks.Verification;

namespace PayHooks.Payments;

/// <summary>Ids of changes: <c>chg_</c> and 26 characters. Idempotency keys start with them, so the id of a change must never
/// change.</summary>
internal static class ChangeIds
{
    private const string Prefix = "chg_";

    /// <summary>The id of a subject's change. An erased row stores it in place of the change key.</summary>
    public static string Of(SubjectKey subject, string changeKey) => changeKey.StartsWith(Prefix, StringComparison.Ordinal)
        ? changeKey
        : $"{Prefix}{EventIds.Create(subject.Source, $"change|{subject.Mode}|{changeKey}")["evt_".Length..]}";
}
