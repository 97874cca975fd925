namespace PayHooks.Tests.Support;

/// <summary>Tests that keep the whole machine busy, or measure it; nothing else runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}
