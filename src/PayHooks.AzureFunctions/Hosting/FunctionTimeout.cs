using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using PayHooks.Configuration;
using PayHooks.Processing.Handlers;
using PayHooks.Verification;

namespace PayHooks.AzureFunctions.Hosting;

/// <summary>
/// The time after which the platform ends a function, and with it the worker: <c>functionTimeout</c> in host.json. An event whose handlers
/// may take longer is cut off, which counts as a crash.
/// </summary>
/// <param name="Limit">The limit.</param>
/// <param name="Setting">Where it is set.</param>
internal sealed record FunctionTimeout(TimeSpan Limit, string Setting)
{
    // A setting of the app replaces the value of host.json:
    // https://learn.microsoft.com/azure/azure-functions/functions-host-json#override-hostjson-values
    private const string Override = "AzureFunctionsJobHost:functionTimeout";

    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Reads the limit; null if it is not set, unlimited or unreadable.</summary>
    /// <param name="configuration">The app's settings.</param>
    /// <param name="folder">The folder of the app, which contains host.json.</param>
    public static FunctionTimeout? Read(IConfiguration configuration, string folder)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return configuration[Override] is { Length: > 0 } text
            ? Parse(text, Override.Replace(":", "__", StringComparison.Ordinal))
            : Parse(ReadHostJson(Path.Combine(folder, "host.json")), "functionTimeout in host.json");
    }

    /// <summary>Compares the limit with the most time that the handlers of one event may take; null if they fit.</summary>
    public ConfigurationError? Check(PayHooksOptions options, HandlerSet handlers)
    {
        ArgumentNullException.ThrowIfNull(options);
        var (most, needed) = MostOfOneEvent(options, handlers);
        if (needed < Limit)
        {
            return null;
        }

        return new ConfigurationError(
            "PayHooks__HandlerTimeout",
            $"({Show(options.HandlerTimeout)}) allows the {most} handlers of one event {Show(needed)}, and {Setting} ({Show(Limit)}) ends "
                + "the function before that, which counts as a crash of the event",
            $"Set functionTimeout in host.json to more than {Show(needed)}, or PayHooks__HandlerTimeout to less than "
                + $"{Show(Limit / most)}.");
    }

    // More handlers than for one of the registered types or families accept no event.
    private static (int Count, TimeSpan Time) MostOfOneEvent(PayHooksOptions options, HandlerSet handlers) => handlers.All
        .SelectMany(handler => handler.Types)
        .Select(pattern => pattern.Replace("*", "any", StringComparison.Ordinal))
        .SelectMany(type => options.Sources.Select(source => source.Name).DefaultIfEmpty("")
            .Select(source => handlers.For(source, type, VerificationLevel.Api)))
        .Select(all => (
            all.Count,
            all.Aggregate(TimeSpan.Zero, (sum, handler) => sum + (handler.Limits.Timeout ?? options.HandlerTimeout))))
        .DefaultIfEmpty((0, TimeSpan.Zero))
        .MaxBy(one => one.Item2);

    private static FunctionTimeout? Parse(string? text, string setting) =>
        TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out var limit) && limit > TimeSpan.Zero
            ? new FunctionTimeout(limit, setting)
            : null;

    private static string? ReadHostJson(string file)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(file), Lenient);
            return json.RootElement.GetProperty("functionTimeout").GetString();
        }
        catch (Exception e) when (
            e is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string Show(TimeSpan time) =>
        TimeSpan.FromSeconds(Math.Floor(time.TotalSeconds)).ToString("c", CultureInfo.InvariantCulture);
}
