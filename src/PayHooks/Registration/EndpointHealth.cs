using System.Text.Json;
using Microsoft.Extensions.Logging;
using PayHooks.Configuration;
using PayHooks.Diagnostics;
using PayHooks.Scheduling;
using PayHooks.Storage;
using PayHooks.Verification;
using PayHooks.Verification.Api;

namespace PayHooks.Registration;

/// <summary>
/// Asks the providers once an hour whether the webhook endpoints of the sources still exist, are enabled and get the events that matter:
/// a provider that has disabled one sends nothing more, and says so nowhere else. One instance asks, and all of them show the answer.
/// </summary>
internal sealed partial class EndpointHealth(
    SourceCatalog sources, ProviderApiCatalog apis, IStateStore state, TimeProvider time, ILogger<EndpointHealth> logger) : ISourceProblems
{
    private const string Partition = "endpoints";
    private const int MostSources = 1000;

    // A little less than the hour of a timer, which is not exact.
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(55);

    /// <summary>Asks the providers of the sources whose last check is an hour old.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        foreach (var (source, api) in Checked())
        {
            try
            {
                await CheckAsync(source, api, cancellationToken).ConfigureAwait(false);
            }
            catch (ProviderApiException e)
            {
                // The last answer stays. A key without the right to read endpoints is enough for everything else.
                LogUnknown(logger, source.Name, e.Message);
            }
        }
    }

    /// <summary>The problem of the endpoint of each source that is checked, or null if it has none or was not checked yet.</summary>
    public async ValueTask<IReadOnlyDictionary<string, string?>> ReadAsync(CancellationToken cancellationToken)
    {
        var rows = Checked().Any()
            ? (await state.ListAsync(Partition, null, MostSources, cancellationToken).ConfigureAwait(false))
                .ToDictionary(row => row.Key, Read, StringComparer.Ordinal)
            : [];
        return Checked().ToDictionary(
            one => one.Source.Name, one => rows.GetValueOrDefault(one.Source.Name)?.Problem, StringComparer.Ordinal);
    }

    /// <summary>
    /// The provider's event types that the endpoints of a source did not get at the last check. Required ones are never among them: an
    /// endpoint that lacks those is a problem, and what it misses has to be found.
    /// </summary>
    public async ValueTask<IReadOnlySet<string>> UnsubscribedAsync(string source, CancellationToken cancellationToken) =>
        Checked().Any(one => one.Source.Name == source)
            && await state.FindAsync(Partition, source, cancellationToken).ConfigureAwait(false) is { } row
            && Read(row)?.Unsubscribed is { } types
            ? types.ToHashSet(StringComparer.Ordinal) : new HashSet<string>();

    /// <inheritdoc/>
    async ValueTask<IReadOnlyDictionary<string, string>> ISourceProblems.ReadAsync(CancellationToken cancellationToken) =>
        (await ReadAsync(cancellationToken).ConfigureAwait(false)).Where(one => one.Value is not null)
            .ToDictionary(one => one.Key, one => one.Value!, StringComparer.Ordinal);

    private IEnumerable<(SourceSettings Source, IEndpointApi Api)> Checked() => sources.All.Select(source => source.Settings)
        .Where(source => source.Api is { } settings && settings.Every > TimeSpan.Zero)
        .Select(source => (source, Api: apis.Find(source.Name)?.Endpoints))
        .Where(one => one.Api is { Rules.Missing: null }).Select(one => (one.source, one.Api!));

    private async Task CheckAsync(SourceSettings source, IEndpointApi api, CancellationToken cancellationToken)
    {
        var row = await state.FindAsync(Partition, source.Name, cancellationToken).ConfigureAwait(false);
        var last = row is null ? null : Read(row);
        var now = time.GetUtcNow();

        // A time far in the future comes from a clock that was wrong.
        if (last is not null && now - last.At < Interval && last.At - now <= SharedLease.ClockMargin)
        {
            return;
        }

        // The instance that writes this asks. If it ends before it has an answer, the next one asks in an hour.
        var kept = new EndpointCheck(now, RandomHex.Of(8), last?.Problem) { Unsubscribed = last?.Unsubscribed };
        var asked = await WriteAsync(source, kept, row?.Tag, cancellationToken)
            .ConfigureAwait(false);
        if (asked is null)
        {
            return;
        }

        var list = await ApiTimeout.RunAsync(api.ListAsync, time, cancellationToken).ConfigureAwait(false);
        var problem = EndpointProblem.Of(list, api.Rules, source.Name);
        if (problem is not null)
        {
            LogProblem(logger, source.Name, problem);
        }

        var check = new EndpointCheck(now, RandomHex.Of(8), problem)
        {
            Unsubscribed = EndpointProblem.Unsubscribed(list, api.Rules, source.Name),
        };
        await WriteAsync(source, check, asked.Tag, cancellationToken).ConfigureAwait(false);
    }

    private ValueTask<StateRow?> WriteAsync(SourceSettings source, EndpointCheck check, string? tag, CancellationToken cancellationToken) =>
        state.WriteAsync(Partition, source.Name, JsonSerializer.SerializeToUtf8Bytes(check, EndpointCheckJson.Default.EndpointCheck), tag,
            cancellationToken);

    // A row of another version says nothing.
    private static EndpointCheck? Read(StateRow row)
    {
        try
        {
            return JsonSerializer.Deserialize(row.Value.Span, EndpointCheckJson.Default.EndpointCheck);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [LoggerMessage(EventId = 140, Level = LogLevel.Warning, Message = "The webhook endpoint of source {Source}: {Problem}")]
    private static partial void LogProblem(ILogger logger, string source, string problem);

    [LoggerMessage(EventId = 141, Level = LogLevel.Information,
        Message = "The webhook endpoints of source {Source} cannot be checked: {Reason}")]
    private static partial void LogUnknown(ILogger logger, string source, string reason);
}
