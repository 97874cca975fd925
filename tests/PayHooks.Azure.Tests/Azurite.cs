using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using PayHooks.AzureStorage;

namespace PayHooks.Azure.Tests;

/// <summary>
/// One Azurite for all tests of the assembly, on ports of its own, with its data in a temporary folder: its in-memory mode
/// stops for seconds after some thousand deleted messages.
/// </summary>
internal sealed partial class Azurite
{
    // Known to everybody: https://learn.microsoft.com/azure/storage/common/storage-use-azurite
    private const string Account = "devstoreaccount1";
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private const string QueueAccount = "payhooksqueues";
    private const string KeyAccount = "payhookskeys";

    private static readonly Lazy<Task<Azurite>> Running = new(StartAsync);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>How to install it.</summary>
    public const string HowToInstall =
        "Azurite is not installed. Run: npm ci --ignore-scripts --prefix tests/tools   (or set PAYHOOKS_AZURITE to its executable)";

    /// <summary>Its executable, or null if it is not installed.</summary>
    public static string? Executable { get; } = Find();

    private Azurite(Func<string, string> connectionString) =>
        (ConnectionString, QueueConnectionString, KeyConnectionString) =
            (connectionString(Account), connectionString(QueueAccount), connectionString(KeyAccount));

    public string ConnectionString { get; }

    /// <summary>An account of its own for the queues.</summary>
    public string QueueConnectionString { get; }

    /// <summary>An account of its own for the key table.</summary>
    public string KeyConnectionString { get; }

    public static Task<Azurite> GetAsync() => Running.Value;

    public AzureStoreConnection Connection => Connect(ConnectionString);

    /// <summary>The connection that this value of the setting makes.</summary>
    public static AzureStoreConnection Connect(string connectionString) => AzureStoreConnection.Read(
        new ConfigurationBuilder().AddInMemoryCollection([new(AzureStoreConnection.OwnSetting, connectionString)]).Build());

    /// <summary>A connection string whose services listen at these addresses.</summary>
    public static string StringFor(string blob, string queue, string table, string account = Account) =>
        $"DefaultEndpointsProtocol=http;AccountName={account};AccountKey={Key};"
        + $"BlobEndpoint={blob}/{account};QueueEndpoint={queue}/{account};TableEndpoint={table}/{account}";

    private static async Task<Azurite> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("payhooks-azurite-");
        var start = new ProcessStartInfo(Executable
            ?? throw new InvalidOperationException(
            HowToInstall))
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder.FullName
        };
        foreach (var argument in (string[])
            [
                "--location", folder.FullName, "--skipApiVersionCheck", "--disableTelemetry", "--silent",
                "--blobPort", "0", "--queuePort", "0", "--tablePort", "0",
            ])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["AZURITE_ACCOUNTS"] = string.Join(';', ((string[])[Account, QueueAccount, KeyAccount]).Select(name => $"{name}:{Key}"));
        var process = Process.Start(start)!;
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            folder.Delete(recursive: true);
        };
        var addresses = new Dictionary<string, string>(StringComparer.Ordinal);
        var said = new List<string>();
        using var limit = new CancellationTokenSource(Patience);
        while (addresses.Count < 3)
        {
            var line = await process.StandardOutput.ReadLineAsync(limit.Token)
                ?? throw new InvalidOperationException(
                    $"Azurite ended: {string.Join(" ", said)} {await process.StandardError.ReadToEndAsync(limit.Token)}");
            said.Add(line);
            if (Listening().Match(line) is { Success: true } match)
            {
                addresses[match.Groups["service"].Value] = match.Groups["address"].Value;
            }
        }

        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
        _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
        return new Azurite(account => StringFor(addresses["Blob"], addresses["Queue"], addresses["Table"], account));
    }

    // The environment first, then PATH, then where README says to install it.
    private static string? Find()
    {
        var name = OperatingSystem.IsWindows() ? "azurite.cmd" : "azurite";
        if (Environment.GetEnvironmentVariable("PAYHOOKS_AZURITE") is { Length: > 0 } named)
        {
            return named;
        }

        var candidates = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, name)).ToList();
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            candidates.Add(Path.Combine(folder.FullName, "tests", "tools", "node_modules", ".bin", name));
        }

        return candidates.Find(File.Exists);
    }

    [GeneratedRegex("Azurite (?<service>Blob|Queue|Table) service is successfully listening at (?<address>http://[^ ]+)", RegexOptions.None,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Listening();
}
