namespace PayHooks.AzureStorage;

/// <summary>The storage account cannot be used; the message is one line that names the setting and the fix.</summary>
public sealed class AzureStoreException(string message, Exception? inner = null) : Exception(message, inner);
