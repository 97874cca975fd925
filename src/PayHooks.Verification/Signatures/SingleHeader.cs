namespace PayHooks.Verification.Signatures;

/// <summary>Reads a header that must be there exactly once.</summary>
internal static class SingleHeader
{
    /// <summary>The value of the header, or the refusal when it is missing, empty or repeated.</summary>
    public static bool TryRead(Delivery delivery, string name, RejectionReason whenMissing, out string value, out Verdict refusal)
    {
        var values = delivery.Header(name);
        value = values.Count == 1 ? values[0] ?? "" : "";
        refusal = values.Count switch
        {
            0 => Verdict.Refused(whenMissing, $"header '{name}' is missing"),
            1 when value.Length == 0 => Verdict.Refused(whenMissing, $"header '{name}' is empty"),
            1 => default,
            var count => Verdict.Refused(RejectionReason.SignatureRepeated, $"header '{name}' is there {count} times"),
        };
        return value.Length > 0;
    }
}
