using PayHooks.Verification;

namespace PayHooks.Payments;

/// <summary>Ids of changes: <c>chg_</c> and 26 characters. Idempotency keys begin with them, so they never change for a change.</summary>
internal static class ChangeIds
{
    /// <summary>The id of a change of a subject.</summary>
    public static string Of(SubjectKey subject, string changeKey) =>
        $"chg_{EventIds.Create(subject.Source, $"change|{subject.Mode}|{changeKey}")["evt_".Length..]}";
}
