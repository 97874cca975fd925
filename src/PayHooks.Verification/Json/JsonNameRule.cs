namespace PayHooks.Verification.Json;

/// <summary>What a name that is there twice means.</summary>
internal enum JsonNameRule
{
    /// <summary>The last one counts, as in most parsers.</summary>
    LastCounts,

    /// <summary>No name may be there twice in the objects that the paths lead through.</summary>
    NoneTwice,

    /// <summary>No name that is looked up may be there twice; others may, as in a form.</summary>
    LookedUpOnce,
}
