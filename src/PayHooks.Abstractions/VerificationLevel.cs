namespace PayHooks;

/// <summary>How far a delivery was authenticated, from the least to the most.</summary>
public enum VerificationLevel
{
    /// <summary>The provider signs nothing of this kind; anyone who knows the URL could have sent it.</summary>
    None = 0,

    /// <summary>Some of what identifies or explains the event is outside what the provider signs.</summary>
    Partial = 1,

    /// <summary>The caller presented the source's user and password; the body itself is not signed.</summary>
    Credentials = 2,

    /// <summary>The provider's signature covers what identifies the event.</summary>
    Signature = 3,

    /// <summary>The provider's API said so, asked with the source's own key.</summary>
    Api = 4,
}
