namespace PayHooks.Verification.Json;

/// <summary>How duplicate names are handled.</summary>
internal enum JsonNameRule
{
    /// <summary>The last one counts, as in most parsers.</summary>
    LastCounts,

    /// <summary>No name may occur twice in the objects that the paths go through.</summary>
    NoneTwice,

    /// <summary>No name that is looked up may occur twice; others may, as in a form.</summary>
    LookedUpOnce,
}
