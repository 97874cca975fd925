namespace PayHooks;

/// <summary>How far a delivery was authenticated, from weakest to strongest.</summary>
public enum VerificationLevel
{
    /// <summary>The provider does not sign events of this kind; anyone who knows the URL could have sent it.</summary>
    None = 0,

    /// <summary>Some of the data that identifies or describes the event is not covered by the signature.</summary>
    Partial = 1,

    /// <summary>The caller presented the source's user and password; the body itself is not signed.</summary>
    Credentials = 2,

    /// <summary>The provider's signature covers what identifies the event.</summary>
    Signature = 3,

    /// <summary>The provider's API confirmed it, queried with the source's own key.</summary>
    Api = 4,
}
