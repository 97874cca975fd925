namespace PayHooks.Tests.Providers.Presets;

public sealed class AdyenPlatformTests : PresetContract
{
    private const string Published = "D7DD5BA6146493707BF0BE7496F6404EC7A63616B7158EC927B9F54BB436765F";

    private const string Sweep =
        """{"data":{"balancePlatform":"Integration_tools_test","accountId":"BA32272223222H5HVKTBK4MLB","sweep":{"id":"SWPC42272223222H5HVKV6H8C64DP5","schedule":{"type":"balance"},"status":"active","targetAmount":{"currency":"EUR","value":0},"triggerAmount":{"currency":"EUR","value":0},"type":"pull","counterparty":{"balanceAccountId":"BA3227C223222H5HVKT3H9WLC"},"currency":"EUR"}},"environment":"test","type":"balancePlatform.balanceAccountSweep.updated"}""";

    protected override string Name => "adyen-platform";

    protected override string HeaderName => "HmacSignature";

    protected override string? EventIdAt => null;

    protected override IEnumerable<Vector> Vectors =>
    [
        new("adyen-dotnet-api-library HmacValidatorUtilityTest", Published, Sweep,
            "HmacSignature: 9Qz9S/0xpar1klkniKdshxpAhRKbiSAewPpWoxKefQA="),
        new("the header in lowercase, the key too", Published.ToLowerInvariant(), Sweep,
            "hmacsignature: 9Qz9S/0xpar1klkniKdshxpAhRKbiSAewPpWoxKefQA="),
        new("adyen-go-api-library, a body that is not JSON", "DFB1EB5485895CFA84146406857104ABB4CBCABDC8AAF103A624C8F6A3EAAB00",
            """
            {
                "type": "merchant.created",
                "environment": "test",
                "createdAt": "01-01-2024",
                "data": {
                    "capabilities": {
                        "sendToTransferInstrument": {
                            "requested": true,
                            "requestedLevel": "notApplicable"
                        }
                    },
                    "companyId": "YOUR_COMPANY_ID",
                    "merchantId": YOUR_MERCHANT_ACCOUNT",
                    "status": "PreActive"
                }
            }
            """.ReplaceLineEndings("\n"), "HmacSignature: yitBTPnDGtbAMG9rTxUa1e6lFGpa4PnrD6rErOmEhJ8="),
        new("TestInvalidHmacSignature", Published, Sweep, "HmacSignature: invalid-signature=") { IsGenuine = false },
        new("MismatchingHmacKey", Published, Sweep, "HmacSignature: MismatchingHmacKey=") { IsGenuine = false },
        new("another body", Published, Sweep + " ", "HmacSignature: 9Qz9S/0xpar1klkniKdshxpAhRKbiSAewPpWoxKefQA=") { IsGenuine = false },
        new("without a signature", Published, Sweep) { IsGenuine = false },
    ];

    protected override IEnumerable<ExpectedFacts> Facts =>
    [
        new("balancePlatform.transfer.updated/booked", "data.id", "data.reference", "data.amount.value", "EUR"),
        new("balancePlatform.accountHolder.created", "data.accountHolder.id", "data.accountHolder.reference", null, null),
    ];

    [Fact]
    public void Tells_test_from_live()
    {
        var text = Samples.Text(Genuine());

        Assert.False(Provider().Read(Samples.Utf8(text)).Livemode);
        Assert.True(Provider()
            .Read(Samples.Utf8(text.Replace("\"environment\":\"test\"", "\"environment\":\"live\"", StringComparison.Ordinal))).Livemode);
    }
}
