namespace PayHooks.Storage;

/// <summary>A record was written by a newer version of PayHooks, in a format that this version does not know.</summary>
internal sealed class NewerRecordException(int format)
    : Exception($"The record has format {format}; this version of PayHooks knows formats up to {EventRecord.CurrentFormat}.");
