using System.Text;
using Microsoft.Extensions.Logging;
using PayHooks;
using Stripe;

namespace StripeFunctions;

/// <summary>Reads a payment with the types of Stripe.net, for what PayHooks does not have: the fee and the customer.</summary>
public sealed partial class ReportFee(ILogger<ReportFee> logger) : IWebhookHandler
{
    public ValueTask HandleAsync(WebhookEvent webhookEvent, HandlerContext context, CancellationToken cancellationToken)
    {
        // The signature was verified when the event arrived. The endpoint in the dashboard, not the library, decides on the API version.
        var stripeEvent = EventUtility.ParseEvent(Encoding.UTF8.GetString(webhookEvent.Body.Span), throwOnApiVersionMismatch: false);
        if (stripeEvent.Data.Object is not PaymentIntent intent)
        {
            throw new PermanentFailureException($"{stripeEvent.Type} does not contain a payment intent.");
        }

        LogFee(intent.Id, intent.AmountReceived, intent.ApplicationFeeAmount ?? 0, intent.CustomerId);
        return ValueTask.CompletedTask;
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "{Intent}: {Received} received, fee {Fee}, customer {Customer}")]
    private partial void LogFee(string intent, long received, long fee, string? customer);
}
