using PayHooks.Faults.Azure;

// What the crash test starts for --azurite; people do not call it.
await (args switch
{
    ["azurite"] => AzuriteHost.RunAsync(),
    ["serve"] => AzureServer.RunAsync(),
    ["ledger"] => AzureLedgerPrint.RunAsync(),
    _ => throw new ArgumentException("azurite, serve or ledger.", nameof(args)),
});
