namespace PayHooks;

/// <summary>How little verified an event may be to reach a handler.</summary>
public enum Accepts
{
    /// <summary>Only fully authenticated events. The default.</summary>
    Verified = 0,

    /// <summary>
    /// Also events with facts outside what the provider signs (<see cref="Verification.Partial"/>): ask the provider's API
    /// before money moves.
    /// </summary>
    PartlyVerified = 1,

    /// <summary>Also events that anyone could have sent (<see cref="Verification.None"/>): ask the provider's API before anything moves.</summary>
    Unverified = 2,
}
