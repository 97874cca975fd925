namespace PayHooks.Faults;

/// <summary>The run cannot go on: something happened that is neither load nor a kill. The message is for the person who started
/// it.</summary>
internal sealed class BrokenRunException(string message, Exception? inner = null) : Exception(message, inner);
