using System.Globalization;
using PayHooks.Verification.Api;
using PayHooks.Verification.Descriptions.Model;

namespace PayHooks.Verification.Descriptions.Running;

/// <summary>The values of the tokens in a request.</summary>
internal sealed record ApiCallValues
{
    /// <summary>The window of a list.</summary>
    public ApiWindow? Window { get; init; }

    /// <summary>The cursor of a page; null if the token is to be left out.</summary>
    public string? Cursor { get; init; }

    /// <summary>The id that is looked up.</summary>
    public string? Id { get; init; }

    /// <summary>The provider's id of the endpoint whose deliveries are meant.</summary>
    public string? EndpointId { get; init; }

    /// <summary>The account.</summary>
    public string? Account { get; init; }

    /// <summary>The key.</summary>
    public string? Key { get; init; }

    /// <summary>The endpoint that is created or changed; null for other requests.</summary>
    public EndpointValues? Endpoint { get; init; }

    /// <summary>The text of a template; null if a value is absent.</summary>
    /// <param name="template">The template.</param>
    /// <param name="form">How times are written.</param>
    /// <param name="escape">Escapes a value, not the literal text around it; null to take it as it is.</param>
    public string? Text(Template template, ApiTimeForm form, Func<string, string>? escape = null)
    {
        var text = "";
        foreach (var part in template.Parts)
        {
            var value = part.Token switch
            {
                TemplateToken.Literal => part.Name,
                TemplateToken.From => Window is null ? null : Time(Window.From, form, isEnd: false),
                TemplateToken.Until => Window is null ? null : Time(Window.Until, form, isEnd: true),
                TemplateToken.Cursor => Cursor,
                TemplateToken.Id => Id,
                TemplateToken.Endpoint => EndpointId,
                TemplateToken.Account => Account,
                TemplateToken.Key => Key,
                _ => Endpoint?.Text(part.Token),
            };
            if (string.IsNullOrEmpty(value))
            {
                return null;
            }

            text += part.Token == TemplateToken.Literal || escape is null ? value : escape(value);
        }

        return text;
    }

    // Providers compare in whole seconds: a fraction must not cut off the last one.
    private static string Time(DateTimeOffset time, ApiTimeForm form, bool isEnd)
    {
        var seconds = time.ToUnixTimeSeconds();
        seconds += isEnd && time.ToUnixTimeMilliseconds() > seconds * 1000 ? 1 : 0;
        var whole = DateTimeOffset.FromUnixTimeSeconds(seconds);
        return form switch
        {
            ApiTimeForm.Seconds => seconds.ToString(CultureInfo.InvariantCulture),
            ApiTimeForm.Local => whole.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture),
            ApiTimeForm.Date => whole.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            _ => whole.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        };
    }
}
