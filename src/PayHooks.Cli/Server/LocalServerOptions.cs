using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace PayHooks.Cli.Server;

/// <summary>How to start the local server.</summary>
internal sealed record LocalServerOptions
{
    /// <summary>Where to listen, for example <c>http://127.0.0.1:7071</c>; port 0 takes a free one.</summary>
    public required string Urls { get; init; }

    /// <summary>The folder that holds queue and events.</summary>
    public required string DataFolder { get; init; }

    /// <summary>The settings (<c>PayHooks:…</c>).</summary>
    public required IConfiguration Configuration { get; init; }

    /// <summary>Registers handlers; null for those of PayHooks.Handlers.</summary>
    public Action<PayHooksBuilder>? Handlers { get; init; }

    /// <summary>Whether to log to the terminal.</summary>
    public bool Quiet { get; init; }

    /// <summary>Replaces parts, last of all; null for none. For tests of faults.</summary>
    public Action<IServiceCollection>? Replace { get; init; }
}
