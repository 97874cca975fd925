using System.Globalization;
using System.Text.Json;
using PayHooks.Faults.Proof;

namespace PayHooks.Faults.Processes;

/// <summary>
/// The Azure adapters on Azurite, in a host of their own: this program needs nothing but the .NET SDK, so the host is built
/// apart, with <c>PayHooks.slnx</c>.
/// </summary>
internal sealed class AzuriteSystem : ISystemUnderTest
{
    private const string Host = "PayHooks.Faults.Azure";
    private const string Announcement = "azure: listening on ";
    private const string AzuriteAnnouncement = "azurite: ";
    private const string MessagesLeft = "messages: ";
    private const string Connection = "PayHooksStorage";

    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);

    private readonly ChildProcess azurite;
    private readonly string folder;
    private readonly ServerSettings settings;
    private readonly string connection;

    private AzuriteSystem(ChildProcess azurite, string folder, ServerSettings settings, string connection) =>
        (this.azurite, this.folder, this.settings, this.connection) = (azurite, folder, settings, connection);

    /// <summary>The lease of a claim whose process was killed, two minutes, with the margin for clocks and then some.</summary>
    public TimeSpan LongestSilence { get; } = TimeSpan.FromMinutes(4);

    // Beside this program's folder, in the same configuration: tests/<project>/bin/<configuration>/<framework>.
    private static string Assembly
    {
        get
        {
            var framework = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
            return Path.Combine(
                framework.Parent!.Parent!.Parent!.Parent!.FullName, Host, "bin", framework.Parent.Name, framework.Name, $"{Host}.dll");
        }
    }

    /// <summary>Starts Azurite.</summary>
    public static async Task<AzuriteSystem> StartAsync(string folder, ServerSettings settings, CancellationToken cancellationToken)
    {
        if (!File.Exists(Assembly))
        {
            throw new BrokenRunException(
                $"{Host} is not built. Run: dotnet build PayHooks.slnx, with -c Release if this program is run so.");
        }

        var started =
            ChildProcess.Start(Assembly, ["azurite"], folder, new Dictionary<string, string>(StringComparer.Ordinal), AzuriteAnnouncement);
        var ended = started.ExitAsync(cancellationToken);
        await Task.WhenAny(started.Announced, ended).WaitAsync(StartLimit, TimeProvider.System, cancellationToken);
        return started.Announced.IsCompleted
            ? new AzuriteSystem(started, folder, settings, await started.Announced)
            : throw new BrokenRunException($"Azurite did not start: {started.LastWords}");
    }

    /// <inheritdoc/>
    public ChildProcess StartServer(Uri target) => ChildProcess.Start(Assembly, ["serve"], folder, Environment(target), Announcement);

    /// <inheritdoc/>
    public async Task<LedgerView> ReadLedgerAsync(CancellationToken cancellationToken)
    {
        var lines = await ChildProcess.RunAsync(Assembly, ["ledger"], folder, Environment(new Uri("http://127.0.0.1/")), cancellationToken);
        var left = lines[^1].StartsWith(MessagesLeft, StringComparison.Ordinal)
            ? long.Parse(lines[^1].AsSpan(MessagesLeft.Length), CultureInfo.InvariantCulture)
            : throw new BrokenRunException($"The ledger was not printed to its end: {lines[^1]}");
        return new LedgerView([.. lines[..^1].Select(line => JsonSerializer.Deserialize<LedgerEntry>(line))], left, Damage: null);
    }

    /// <summary>Ends Azurite, which removes its data.</summary>
    public async ValueTask DisposeAsync()
    {
        await azurite.ReleaseAsync();
        await azurite.DisposeAsync();
    }

    private Dictionary<string, string> Environment(Uri target) =>
        new(settings.ForwardingTo(target), StringComparer.Ordinal) { [Connection] = connection };
}
