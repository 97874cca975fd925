namespace PayHooks.Verification;

/// <summary>Why a delivery was rejected. The names, in snake case, are the values of the metric tag <c>reason</c>.</summary>
public enum RejectionReason
{
    /// <summary>It was not rejected.</summary>
    None = 0,

    /// <summary>The signature or the credentials are missing or empty.</summary>
    SignatureMissing,

    /// <summary>The header or field that holds the signature occurs more than once.</summary>
    SignatureRepeated,

    /// <summary>The signature does not have the form that the scheme requires.</summary>
    SignatureMalformed,

    /// <summary>The signature or the credentials are well-formed but do not match: a different secret or an altered body.</summary>
    SignatureMismatch,

    /// <summary>The scheme signs a time, but it is missing or unreadable.</summary>
    TimestampMissing,

    /// <summary>The signed time differs too much from the time of receipt.</summary>
    TimestampStale,

    /// <summary>The provider does not sign this kind, and the source does not accept it unsigned.</summary>
    UnsignedKind,

    /// <summary>The scheme signs fields of the body, but the body cannot be read (400).</summary>
    BodyUnreadable,

    /// <summary>The scheme signs fields of the body, but a name occurs twice (400).</summary>
    DuplicateKeys,

    /// <summary>None of the usable secrets matched, and at least one configured secret is not usable (503).</summary>
    SecretUnusable,

    /// <summary>A header that the provider reads facts from is too long to be stored (400).</summary>
    HeaderTooLong,
}
