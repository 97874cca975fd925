using System.Text;
using System.Text.Json;
using PayHooks.Verification.Api;
using PayHooks.Verification.Descriptions.Model;
using PayHooks.Verification.Signatures;

namespace PayHooks.Verification.Descriptions.Running;

/// <summary>The endpoints of an API that is described in JSON instead of code.</summary>
internal sealed class DescribedEndpoints : IEndpointApi
{
    // 100 a page, or 10 where a provider has no larger ones: far more than anyone registers.
    private const int MostPages = 50;
    private const int LongestReason = 300;

    private static readonly ApiWindow Ever = new(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue);

    private readonly EndpointsDescription description;
    private readonly ApiCaller caller;
    private readonly ApiListRunner list;
    private readonly SourceSettings source;

    public DescribedEndpoints(EndpointsDescription description, SchemeDescription scheme, SourceSettings source, HttpMessageInvoker http)
    {
        this.description = description;
        this.source = source;
        var api = scheme.Api!;
        caller = new ApiCaller(
            api with { Live = description.Live ?? api.Live, Test = description.Live is null ? api.Test : description.Test }, source,
            http);
        list = new ApiListRunner(description.List, caller);
        Rules = RulesOf(description, scheme, source);
    }

    /// <inheritdoc/>
    public EndpointRules Rules { get; }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ApiEndpoint>> ListAsync(CancellationToken cancellationToken)
    {
        List<ApiEndpoint> endpoints = [];
        string? cursor = null;
        for (var page = 0; page < MostPages; page++)
        {
            var read = await list.ReadAsync(Ever, cursor, cancellationToken).ConfigureAwait(false);
            endpoints.AddRange(read.Items.Select(item => Listed(item.Body)).OfType<ApiEndpoint>());
            cursor = description.IsPaged ? read.Next : null;
            if (cursor is null)
            {
                return endpoints;
            }
        }

        throw caller.Connection.Unexpected($"has more than {MostPages} pages of webhook endpoints");
    }

    /// <inheritdoc/>
    public async Task<ApiEndpoint> CreateAsync(EndpointChange wanted, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        var response = await SendAsync(description.Create, "", wanted, cancellationToken).ConfigureAwait(false);
        using var document = JsonDocument.Parse(response.Body);
        return Read(Answered(document.RootElement))
            ?? throw caller.Connection.Unexpected("created an endpoint, but returned it without its id and URL");
    }

    /// <inheritdoc/>
    public Task UpdateAsync(string id, EndpointChange change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        return SendAsync(description.Update ?? throw new NotSupportedException("This API changes no endpoint."), id, change,
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<string> SecretAsync(ApiEndpoint endpoint, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        if (description.Secret is not { Kind: EndpointSecret.Readable or EndpointSecret.Renewed, Path: { } path } secret)
        {
            throw new NotSupportedException("This API does not show the secret of an endpoint.");
        }

        if (secret.Call is not { } call)
        {
            return endpoint.Secret ?? throw caller.Connection.Unexpected($"returned an endpoint without '{path.Text}'");
        }

        if (secret.Kind == EndpointSecret.Readable && endpoint.Secret is { } told)
        {
            return told;
        }

        var response = await SendAsync(call, endpoint.Id, new EndpointChange(), cancellationToken).ConfigureAwait(false);
        using var document = JsonDocument.Parse(response.Body);
        var root = document.RootElement;
        return JsonValues.Text(secret.Kind == EndpointSecret.Readable ? Answered(root) : root, path)
            ?? throw caller.Connection.Unexpected($"responded without '{path.Text}', the secret of the endpoint");
    }

    /// <inheritdoc/>
    public Task DeleteAsync(string id, CancellationToken cancellationToken) => SendAsync(
        description.Delete ?? throw new NotSupportedException("This API deletes no endpoint."), id, new EndpointChange(),
        cancellationToken);

    private static EndpointRules RulesOf(EndpointsDescription description, SchemeDescription scheme, SourceSettings source)
    {
        var (all, required) = EndpointEvents.Of(description.Events, scheme.Event);
        var update = description.Update;
        return new EndpointRules
        {
            Events = all,
            RequiredEvents = required,
            EveryEvent = description.Events?.Every,
            IsOnePerEvent = description.Events?.IsOne ?? false,
            Secret = description.Secret?.Kind ?? EndpointSecret.None,
            SecretPrefix = scheme.Signings[0].Algorithm.Kind == SignatureKind.Basic ? "payhooks:" : "",
            SecretLength = description.Secret?.Longest ?? new EndpointRules().SecretLength,
            Changes = (update?.Has(TemplateToken.Events) == true ? EndpointChanges.Events : EndpointChanges.None)
                | (update is not null && SaysState(update) ? EndpointChanges.Enabled : EndpointChanges.None)
                | (update is not null && TakesSecret(update) ? EndpointChanges.Secret : EndpointChanges.None)
                | (description.Delete is not null ? EndpointChanges.Delete : EndpointChanges.None),
            CanStartDisabled = SaysState(description.Create),
            UpdatesWhole = description.UpdatesWhole,
            MarksUnfinished = description.Unfinished is not null && update?.Has(TemplateToken.Stored) == true,
            SignsUrl = scheme.Signings.Any(signing => signing.Content?.Has(TemplateToken.Url) ?? false),
            Url = scheme.Url,
            Missing = source.Api?.Account is null && NeedsAccount(description)
                ? $"PayHooks__Sources__{source.Name}__Api__Account is missing. Set it to {scheme.Api?.Form.AccountForm}." : null,
        };
    }

    // A parameter without a value is left out; a path or a new endpoint is not complete without the account.
    private static bool NeedsAccount(EndpointsDescription description) =>
        description.List.Call.Path.Has(TemplateToken.Account) || description.Create.Has(TemplateToken.Account);

    private static bool SaysState(ApiCallDescription call) => call.Has(TemplateToken.Enabled) || call.Has(TemplateToken.Disabled);

    private static bool TakesSecret(ApiCallDescription call) => call.Has(TemplateToken.Secret) || call.Has(TemplateToken.Password);

    private async Task<ApiResponse> SendAsync(
        ApiCallDescription call, string id, EndpointChange change, CancellationToken cancellationToken)
    {
        var values = new ApiCallValues
        {
            Id = id,
            Endpoint = new EndpointValues
            {
                Url = change.Url,
                Secret = change.Secret,
                Events = change.Events,
                Enabled = change.Enabled,
                IsStored = change.IsStored,
                State = description.State,
                Source = source.Name,
                Random = Guid.NewGuid().ToString(),
            },
        };
        var response = await caller.SendAsync(call, values, cancellationToken).ConfigureAwait(false)
            ?? throw caller.Connection.Unexpected("has no such endpoint: its id or Api__Account cannot be part of a URL");
        return response.IsSuccess ? response
            : throw caller.Connection.Unexpected($"rejected the endpoint with status {response.Status}{Reason(response, change)}");
    }

    // The provider's own words say best what it does not like about a URL or an event type. They may repeat what was sent.
    private string Reason(ApiResponse response, EndpointChange change)
    {
        var text = Encoding.UTF8.GetString(response.Body.Span);
        string?[] secrets = [source.Api?.Key, change.Secret, change.Secret?.Split(':', 2)[^1], .. ShownUrl.HiddenIn(change.Url)];
        foreach (var secret in secrets.OfType<string>())
        {
            text = secret.Length > 0 ? text.Replace(secret, "…", StringComparison.Ordinal) : text;
        }

        text = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return text.Length == 0 ? "" : $": {(text.Length > LongestReason ? $"{text[..LongestReason]}…" : text)}";
    }

    private JsonElement Answered(JsonElement root) => description.Answer is not { } path ? root
        : JsonValues.At(root, path).FirstOrDefault() is { ValueKind: JsonValueKind.Object } found ? found
        : throw caller.Connection.Unexpected($"responded without an endpoint at '{path.Text}'");

    private ApiEndpoint? Listed(ReadOnlyMemory<byte> item)
    {
        using var document = JsonDocument.Parse(item);
        return Read(document.RootElement);
    }

    // One without a URL is not a webhook: some lists also contain destinations of other kinds.
    private ApiEndpoint? Read(JsonElement item) =>
        JsonValues.Text(item, description.Id) is { } id && JsonValues.Text(item, description.Url) is { } url
            ? new ApiEndpoint(id, url)
            {
                Enabled = description.State is { } state && JsonValues.Text(item, state.Path) is { } text ? text == state.On : null,
                Events = description.Events is { } events ? JsonValues.Texts(item, events.Path) : null,
                Secret = description.Secret is { Kind: EndpointSecret.ToldOnce or EndpointSecret.Readable, Path: { } path }
                    ? JsonValues.Text(item, path) : null,
                IsUnfinished = description.Unfinished is { } mark && JsonValues.Text(item, mark) == "pending",
            }
            : null;
}
