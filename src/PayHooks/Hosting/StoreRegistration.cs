namespace PayHooks.Hosting;

/// <summary>Says that a store is registered, without opening it.</summary>
internal sealed class StoreRegistration;
