namespace PayHooks.Storage;

/// <summary>
/// Another delivery has created the event and has not inserted its record yet: it is about to, or its process was killed and its message
/// will return. Only that delivery inserts the record.
/// </summary>
internal sealed class EventPendingException(EventKey key)
    : Exception($"The record of event {key.Id} is not written yet by the delivery that created it.");
