namespace PayHooks.Cli.Settings;

/// <summary>The default address of <c>payhooks serve</c> and of the commands that connect to it.</summary>
internal static class DefaultServer
{
    /// <summary>The base URL.</summary>
    public const string Url = "http://127.0.0.1:7071";
}
