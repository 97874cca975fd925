using PayHooks.Payments;

namespace PayHooks.RocksDb.Payments;

/// <summary>
/// A change of one reference. Most references have one payment, so its JSON is computed in advance on the caller's thread, as in
/// <see cref="SubjectWrite{T}"/>.
/// </summary>
internal sealed class ReferenceWrite
{
    private readonly UInt128 hash;
    private readonly Func<ReferenceRow, ReferenceRow> change;
    private readonly ReferenceRow onAbsent;
    private readonly byte[] json;

    public ReferenceWrite(ReferenceKey key, Func<ReferenceRow, ReferenceRow> change)
    {
        this.change = change;
        hash = key.HashNumber();
        onAbsent = change(ReferenceRow.Empty);
        json = SubjectJson.Write(onAbsent);
    }

    /// <summary>Prepares adding a payment.</summary>
    public static ReferenceWrite Of(ReferenceMerge merge) => new(merge.Key, row => row.With(merge.Key, merge.Payment, merge.At));

    /// <summary>Makes the change and returns the reference after it.</summary>
    public ReferenceRow Put(PaymentTable payments)
    {
        if (payments.FindReference(hash) is not { } known)
        {
            if (!ReferenceEquals(onAbsent, ReferenceRow.Empty))
            {
                payments.PutReference(hash, onAbsent, json);
            }

            return onAbsent;
        }

        var changed = change(known);
        if (!ReferenceEquals(changed, known))
        {
            payments.PutReference(hash, changed, SubjectJson.Write(changed));
        }

        return changed;
    }
}
