using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace PayHooks.Cli.Server;

/// <summary>Options of the local server.</summary>
internal sealed record LocalServerOptions
{
    /// <summary>The addresses to listen on, for example <c>http://127.0.0.1:7071</c>; port 0 selects a free one.</summary>
    public required string Urls { get; init; }

    /// <summary>The folder of the queue and the events.</summary>
    public required string DataFolder { get; init; }

    /// <summary>The settings (<c>PayHooks:…</c>).</summary>
    public required IConfiguration Configuration { get; init; }

    /// <summary>The proxies whose <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> say where a request comes from.</summary>
    public IReadOnlyList<IPNetwork> Proxies { get; init; } = [];

    /// <summary>Registers handlers; null for the ones in PayHooks.Handlers.</summary>
    public Action<PayHooksBuilder>? Handlers { get; init; }

    /// <summary>Whether to suppress logging to the terminal.</summary>
    public bool Quiet { get; init; }

    /// <summary>Replaces services after all others are registered, for fault injection tests; null for none.</summary>
    public Action<IServiceCollection>? Replace { get; init; }
}
