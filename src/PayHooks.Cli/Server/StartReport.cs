using PayHooks.Cli.Terminal;
using PayHooks.Configuration;
using PayHooks.Forwarding;
using PayHooks.Verification;

namespace PayHooks.Cli.Server;

/// <summary>The server's start-up message, with everything a user needs to start.</summary>
internal static class StartReport
{
    /// <summary>Writes the message.</summary>
    public static void Write(
        TextWriter error, LocalServer server, PayHooksOptions options, IReadOnlyList<ConfigurationError> warnings,
        string dataFolder, string? newForwardSecret)
    {
        foreach (var address in server.Addresses)
        {
            Line(error, $"payhooks: listening on {address}");
        }

        foreach (var source in options.Sources)
        {
            Line(error, $"  source {source.Name} ({source.Provider}): POST {new Uri(server.BaseAddress, $"/webhooks/{source.Name}")}");
        }

        foreach (var warning in warnings)
        {
            Line(error, $"  warning: {warning}");
        }

        Line(error, $"  console: {server.BaseAddress}");
        Line(error, $"  data folder: {Path.GetFullPath(dataFolder)}");
        foreach (var forward in options.Forwards)
        {
            var target = forward.Url;
            // Without user, password and query: they may be secrets.
            Line(error,
                $"  forwarding to: {target.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)}");
            if (newForwardSecret is not null && forward.Name == EventForwarder.Name)
            {
                Line(error, $"  verify it with: {newForwardSecret} (new at every start; set PayHooks__Forward__Secret to keep one)");
            }

            if (target.Scheme == Uri.UriSchemeHttp && !target.IsLoopback)
            {
                Line(error, "  warning: events are forwarded over plain http and can be read on the way; use https.");
            }
        }

        Line(error, options.AdminKey is null
            ? "  operations API: open to this machine only; set PayHooks__AdminKey to use it from elsewhere"
            : "  operations API: asks for the key (header x-functions-key)");
    }

    private static void Line(TextWriter error, string line) => error.WriteLine(SafeText.Of(line));
}
