using PayHooks.Faults.Azure;

// What the crash test starts for --azurite; it is no program for people.
await (args switch
{
    ["azurite"] => AzuriteHost.RunAsync(),
    ["serve"] => AzureServer.RunAsync(),
    ["ledger"] => AzureLedgerPrint.RunAsync(),
    _ => throw new ArgumentException("azurite, serve or ledger.", nameof(args)),
});
