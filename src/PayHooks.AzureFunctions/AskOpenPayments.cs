using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using PayHooks.Confirmation;

namespace PayHooks.AzureFunctions;

/// <summary>Asks the providers' APIs about payments that are still open. The platform runs a timer on one instance only.</summary>
public sealed class AskOpenPayments(IServiceProvider services)
{
    private readonly OpenPaymentAsker asker = services.GetRequiredService<OpenPaymentAsker>();

    /// <summary>Every five minutes, between the samples of metrics.</summary>
    internal const string Often = "0 2-59/5 * * * *";

    /// <summary>Asks about the payments that are due. Without a source with a key for its API, it reads and asks nothing.</summary>
    [Function(nameof(AskOpenPayments))]
    public async Task RunAsync([TimerTrigger(Often)] TimerInfo timer, CancellationToken stopping) => await asker.RunAsync(stopping);
}
