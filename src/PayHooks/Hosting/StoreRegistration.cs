namespace PayHooks.Hosting;

/// <summary>Marks that a store is registered, so that the check need not open it.</summary>
internal sealed class StoreRegistration;
