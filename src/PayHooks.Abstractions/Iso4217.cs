using System.Collections.Frozen;

namespace PayHooks;

/// <summary>
/// The decimals of each currency's minor unit. Source: ISO 4217, list one (SIX Financial Information AG,
/// iso.org/iso-4217-currency-codes.html), and codes withdrawn since 2021, which stored events may still contain.
/// </summary>
internal static class Iso4217
{
    private const string None = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";

    private const string Two =
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP COU CRC CUP "
        + "CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD "
        + "KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR "
        + "PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU "
        + "UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG";

    private const string Three = "BHD IQD JOD KWD LYD OMR TND";

    private const string Four = "CLF UYW";

    private const string WithdrawnTwo = "ANG BGN CUC HRK SLL ZWL";

    private static readonly FrozenDictionary<string, int> Exponents =
        new[] { (None, 0), (Two, 2), (Three, 3), (Four, 4), (WithdrawnTwo, 2) }
            .SelectMany(group => group.Item1.Split(' ').Select(code => KeyValuePair.Create(code, group.Item2)))
            .ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The decimals of the minor unit, or null if the code (upper case) is not a currency.</summary>
    public static int? Exponent(string? currency) =>
        currency is not null && Exponents.TryGetValue(currency, out var exponent) ? exponent : null;
}
