namespace PayHooks.Verification.Json;

/// <summary>What a walk over a JSON text has found out.</summary>
internal enum JsonShape
{
    /// <summary>It is one JSON object.</summary>
    Object,

    /// <summary>It is none; nothing is found in it.</summary>
    NotObject,

    /// <summary>A name is there twice in one of the objects that the paths lead through.</summary>
    DuplicateNames,
}
