namespace PayHooks.Verification.Json;

/// <summary>The result of a pass over a JSON text.</summary>
internal enum JsonShape
{
    /// <summary>It is one JSON object.</summary>
    Object,

    /// <summary>It is not a JSON object; no values are found.</summary>
    NotObject,

    /// <summary>A name occurs twice in one of the objects that the paths go through.</summary>
    DuplicateNames,
}
