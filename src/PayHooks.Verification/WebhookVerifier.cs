using System.Text;
using Microsoft.Extensions.Primitives;
using PayHooks.Verification.Descriptions.Model;
using PayHooks.Verification.Descriptions.Running;

namespace PayHooks.Verification;

/// <summary>
/// Verifies the webhooks of one endpoint and reads their facts, in any program, without a server, store or queue. Instances are
/// immutable and thread-safe.
/// </summary>
/// <example>
/// <code>
/// var verifier = WebhookVerifier.Create("stripe", "whsec_…");
/// var delivery = verifier.Verify(body, request.Headers);
/// Console.WriteLine(delivery.IsGenuine ? delivery.Facts.Type : delivery.Detail);
/// </code>
/// In ASP.NET Core <c>body</c> is the raw request body and <c>request.Headers</c> can be passed directly. A genuine delivery may still
/// be a duplicate: deduplicate by <see cref="EventFacts.Identity"/>.
/// </example>
public sealed class WebhookVerifier
{
    private readonly IWebhookProvider provider;
    private readonly TimeProvider time;

    /// <summary>Creates a verifier for a provider in code.</summary>
    /// <param name="provider">The provider, with its secrets.</param>
    /// <param name="time">The clock that signed times are compared with; null for the system clock.</param>
    public WebhookVerifier(IWebhookProvider provider, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(provider);
        this.provider = provider;
        this.time = time ?? TimeProvider.System;
    }

    /// <summary>Creates a verifier for a built-in provider.</summary>
    /// <param name="provider">The provider's name, for example <c>stripe</c>; see <see cref="ProviderRegistry.All"/>.</param>
    /// <param name="secrets">The active secrets, at least one; both the old and the new one during a rotation.</param>
    /// <exception cref="ArgumentException">The provider is unknown, or a secret can never verify anything.</exception>
    public static WebhookVerifier Create(string provider, params string[] secrets)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        return Create(Settings(provider, secrets), time: null);
    }

    /// <summary>Creates a verifier for a built-in provider with all settings of a source.</summary>
    /// <param name="settings">The settings; <see cref="SourceSettings.Name"/> appears in messages only.</param>
    /// <param name="time">The clock that signed times are compared with; null for the system clock.</param>
    /// <exception cref="ArgumentException">The provider is unknown, or a setting or a secret is invalid.</exception>
    public static WebhookVerifier Create(SourceSettings settings, TimeProvider? time)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var registry = new ProviderRegistry();
        if (registry.Find(settings.Provider) is not { } descriptor)
        {
            var near = DidYouMean.To(settings.Provider, registry.All.Select(known => known.Name)) is { } meant ? $"Did you mean '{meant}'? "
                : "";
            throw new ArgumentException(
                $"There is no provider '{settings.Provider}'. {near}Known: {string.Join(", ", registry.All.Select(known => known.Name))}.",
                    nameof(settings));
        }

        if (settings.Secrets.Count == 0)
        {
            throw new ArgumentException($"No secret is given. Pass {descriptor.SecretForm}.", nameof(settings));
        }

        if (settings.Secrets.FirstOrDefault(secret => !secret.IsUsable) is { } unusable)
        {
            throw new ArgumentException($"Secret {unusable.Index} {unusable.Problem}. Pass {descriptor.SecretForm}.", nameof(settings));
        }

        try
        {
            var created = descriptor.Create(settings);
            return created is DeclarativeProvider { UnusableSecrets: [var (index, message), ..] }
                ? throw new ArgumentException($"Secret {index} {message}. Pass {descriptor.SecretForm}.", nameof(settings))
                : new WebhookVerifier(created, time);
        }
        catch (FormatException e)
        {
            throw new ArgumentException(e.Message, nameof(settings), e);
        }
    }

    /// <summary>Creates a verifier from a scheme description instead of a built-in provider.</summary>
    /// <param name="scheme">The description as JSON; comments and trailing commas are allowed. Its schema is
    /// <c>docs/scheme.schema.json</c>.</param>
    /// <param name="secrets">The active secrets, at least one.</param>
    /// <exception cref="ArgumentException">The description is invalid, or a secret can never verify anything.</exception>
    public static WebhookVerifier FromScheme(string scheme, params string[] secrets)
    {
        ArgumentNullException.ThrowIfNull(scheme);
        ArgumentNullException.ThrowIfNull(secrets);
        try
        {
            return Create(Settings("custom", secrets) with { Scheme = [SchemeLayer.Parse("scheme", Encoding.UTF8.GetBytes(scheme))] },
                null);
        }
        catch (SchemeException e)
        {
            throw new ArgumentException(e.Message, nameof(scheme), e);
        }
    }

    /// <summary>Verifies a delivery. Never throws because of its content.</summary>
    /// <param name="body">The raw body, exactly as it arrived.</param>
    /// <param name="headers">The headers; names are case-insensitive, and all values of a repeated name count.</param>
    public VerificationResult Verify(ReadOnlyMemory<byte> body, IEnumerable<KeyValuePair<string, StringValues>> headers) =>
        Verify(body, headers, url: null);

    /// <inheritdoc cref="Verify(ReadOnlyMemory{byte}, IEnumerable{KeyValuePair{string, StringValues}})"/>
    public VerificationResult Verify(ReadOnlyMemory<byte> body, IEnumerable<KeyValuePair<string, string>> headers) =>
        Verify(body, headers, url: null);

    /// <summary>Verifies a delivery whose scheme may sign the requested URL. Never throws because of its content.</summary>
    /// <param name="body">The raw body, exactly as it arrived.</param>
    /// <param name="headers">The headers; names are case-insensitive, and all values of a repeated name count.</param>
    /// <param name="url">The URL that the provider called, for schemes that sign it (Square); null if unknown.</param>
    public VerificationResult Verify(ReadOnlyMemory<byte> body, IEnumerable<KeyValuePair<string, StringValues>> headers, string? url)
    {
        ArgumentNullException.ThrowIfNull(headers);
        Dictionary<string, StringValues> byName = new(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in headers)
        {
            byName[name] = StringValues.Concat(byName.GetValueOrDefault(name), values);
        }

        return Verify(body, byName.GetValueOrDefault, url);
    }

    /// <inheritdoc cref="Verify(ReadOnlyMemory{byte}, IEnumerable{KeyValuePair{string, StringValues}}, string?)"/>
    public VerificationResult Verify(ReadOnlyMemory<byte> body, IEnumerable<KeyValuePair<string, string>> headers, string? url)
    {
        ArgumentNullException.ThrowIfNull(headers);
        return Verify(body, headers.Select(header => KeyValuePair.Create(header.Key, new StringValues(header.Value))), url);
    }

    /// <summary>Verifies a delivery. Never throws because of its content.</summary>
    /// <param name="body">The raw body, exactly as it arrived.</param>
    /// <param name="header">Returns the values of a header by its case-insensitive name; empty if it is absent.</param>
    /// <param name="url">The URL that the provider called, for schemes that sign it (Square); null if unknown.</param>
    public VerificationResult Verify(ReadOnlyMemory<byte> body, Func<string, StringValues> header, string? url)
    {
        ArgumentNullException.ThrowIfNull(header);
        var delivery = new Delivery { Body = body, Header = header, Url = url is null ? null : () => url, ReceivedAt = time.GetUtcNow() };
        var verdict = provider.Verify(delivery);
        if (!verdict.IsGenuine)
        {
            return new VerificationResult(verdict, []);
        }

        var retained = RetainedHeaders.Take(provider, header, out var tooLong);
        if (tooLong is not null)
        {
            return new VerificationResult(
                Verdict.Refused(RejectionReason.HeaderTooLong,
                    $"header '{tooLong}' is longer than {RetainedHeaders.LongestRead} characters"), []);
        }

        var read = RetainedHeaders.Reader(provider, retained);
        var bodies = provider.Split(body);
        return new VerificationResult(verdict, bodies.Count is 0 or > IWebhookProvider.MostEvents
            ? [new VerifiedEvent(body, provider.Read(body, read))]
            : [.. bodies.Select(one => new VerifiedEvent(one, provider.Read(one, read)))]);
    }

    private static SourceSettings Settings(string provider, string[] secrets)
    {
        ArgumentNullException.ThrowIfNull(provider);
        return new SourceSettings
        {
            Name = "verifier",
            Provider = provider,
            Secrets = [.. secrets.Select((value, index) => new Secret(index, value))]
        };
    }
}
