using PayHooks.Payments;

namespace PayHooks.Tests.Processing.Model;

/// <summary>The payments with one of their rules broken, made by what stands between them and the protocol.</summary>
internal static class PaymentMutants
{
    /// <summary>Who made which change is forgotten, except of refunds.</summary>
    public static ISubjectStore Forgetting(ISubjectStore inner) => new Mutant(inner)
    {
        Before = (_, row) => row with { Owners = row.Owners.Where(owner => owner.Value.Difference is not null).ToDictionary() },
    };

    /// <summary>What happens to refunds and disputes is not entered in their payment.</summary>
    public static ISubjectStore Orphaning(ISubjectStore inner) => new Mutant(inner)
    {
        After = (_, row) =>
            row with { Entries = [.. row.Entries.Where(entry => entry.Kind == row.Key.Kind || entry.ChangeKey is not null)] },
    };

    /// <summary>A reference never remembers that a payment is paid.</summary>
    public static ISubjectStore Blind(ISubjectStore inner) => new Mutant(inner) { Merge = payment => payment with { IsPaid = false } };

    /// <summary>The version is the time, and clocks differ.</summary>
    public static ISubjectStore Unversioned(ISubjectStore inner) =>
        new Mutant(inner) { Before = (_, row) => row with { Version = 0 } };

    private sealed class Mutant(ISubjectStore inner) : Subjects(inner)
    {
        public Func<SubjectKey, SubjectRow, SubjectRow> Before { get; init; } = (_, row) => row;

        public Func<SubjectKey, SubjectRow, SubjectRow> After { get; init; } = (_, row) => row;

        public Func<ReferencedPayment, ReferencedPayment> Merge { get; init; } = payment => payment;

        public override ValueTask<T> ApplyAsync<T>(
            SubjectKey key, Func<SubjectRow?, (SubjectRow? Write, T Answer)> change, CancellationToken cancellationToken) =>
                Inner.ApplyAsync(
                key,
                current =>
                {
                    var (write, answer) = change(current is null ? null : Before(key, current));
                    return (write is null ? null : After(key, write), answer);
                },
                cancellationToken);

        public override ValueTask MergeAsync(
            ReferenceKey key, ReferencedPayment payment, DateTimeOffset at, CancellationToken cancellationToken) =>
            Inner.MergeAsync(key, Merge(payment), at, cancellationToken);
    }
}
