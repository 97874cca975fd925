namespace PayHooks.Cli.Settings;

/// <summary>Where <c>payhooks serve</c> listens, and where the other commands look for it.</summary>
internal static class DefaultServer
{
    /// <summary>The base URL.</summary>
    public const string Url = "http://127.0.0.1:7071";
}
