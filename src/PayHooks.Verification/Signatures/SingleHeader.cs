namespace PayHooks.Verification.Signatures;

/// <summary>Reads a header that must occur exactly once.</summary>
public static class SingleHeader
{
    /// <summary>Reads the header, or returns the rejection if it is missing, empty or repeated.</summary>
    /// <param name="delivery">The delivery.</param>
    /// <param name="name">The name of the header.</param>
    /// <param name="whenMissing">The reason if it is missing or empty.</param>
    /// <param name="value">The value; empty if there is none.</param>
    /// <param name="refusal">The rejection; default if there is a value.</param>
    public static bool TryRead(Delivery delivery, string name, RejectionReason whenMissing, out string value, out Verdict refusal)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        var values = delivery.Header(name);
        value = values.Count == 1 ? values[0] ?? "" : "";
        refusal = values.Count switch
        {
            0 => Verdict.Refused(whenMissing, $"header '{name}' is missing"),
            1 when value.Length == 0 => Verdict.Refused(whenMissing, $"header '{name}' is empty"),
            1 => default,
            var count => Verdict.Refused(RejectionReason.SignatureRepeated, $"header '{name}' occurs {count} times"),
        };
        return value.Length > 0;
    }
}
