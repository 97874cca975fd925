using System.Globalization;
using System.Text.RegularExpressions;

namespace PayHooks.Cli.Masking;

/// <summary>
/// Decides which values of a body stay because they say what happened: amounts, currencies, statuses, types, versions and times. Both the
/// member's name and the value's form must say so; everything else is masked.
/// </summary>
internal static partial class KeptValues
{
    private const RegexOptions Linear = RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture;

    private static readonly long FirstTime = new DateTimeOffset(2001, 9, 9, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
    private static readonly long LastTime = new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();

    // A member that ends in one of these identifies or describes something, whatever else its name says.
    private static readonly HashSet<string> Identifying = Words(
        "id ids number no key reference ref name phone mobile email mail token secret signature url uri description message note text "
            + "by holder owner user customer payer payee account document identification iban");

    private static readonly HashSet<string> Money = Words(
        "amount amounts total subtotal price money fee fees tax net gross cents paid refunded captured authorized");

    private static readonly HashSet<string> What = Words(
        "status type event events object action kind entity topic success result resolution outcome mode method fraud reason category "
            + "direction");

    private static readonly HashSet<string> Time = Words(
        "at on time date datetime timestamp created updated modified occurred completed effective due start end gmt utc");

    // They say whether money moved, and nothing about a person.
    private static readonly HashSet<string> Modes = Words("live test sandbox production true false");

    private static readonly HashSet<string> Birth = Words("birth birthday birthdate dob born");

    // "state" is also a part of an address.
    private static readonly HashSet<string> Stateful = Words(
        "payment refund dispute charge capture payout order transaction invoice subscription event");

    /// <summary>Whether a value stays.</summary>
    /// <param name="names">The names of the members that lead to it, its own last.</param>
    /// <param name="text">The value.</param>
    public static bool Has(IReadOnlyList<string> names, string text)
    {
        if (names.Count == 0 || text.Length is 0 or > 64)
        {
            return text.Length == 0;
        }

        if (Modes.Contains(text))
        {
            return true;
        }

        var own = WordsOf(names[^1]);
        if (own.Count == 0 || (Identifying.Contains(own[^1]) && own is not ([.., "event", "name"] or [.., "due", "by"])))
        {
            return false;
        }

        return IsMoney(names, own, text)
            || (own.Exists(Time.Contains) && !names.Any(name => WordsOf(name).Exists(Birth.Contains)) && IsTime(text))
            || (own.Contains("currency") && CurrencyCode().IsMatch(text))
            || (own.Contains("version") && VersionText().IsMatch(text))
            || ((own.Exists(What.Contains) || IsState(names, own)) && IsWord(text));
    }

    /// <summary>Whether a member's name says nothing about a person: it looks like an identifier of a program.</summary>
    public static bool IsPlainName(string name) => PlainName().IsMatch(name);

    private static bool IsMoney(IReadOnlyList<string> names, List<string> own, string text) =>
        NumberText().IsMatch(text)
        && (own.Exists(Money.Contains) || (names.Count > 1 && own is ["value"] or ["units"] && WordsOf(names[^2]).Exists(Money.Contains)));

    private static bool IsState(IReadOnlyList<string> names, List<string> own) =>
        own is ["state"] && names.Count > 1 && WordsOf(names[^2]).Exists(Stateful.Contains);

    private static bool IsTime(string text) => CalendarText().IsMatch(text)
        || (UnixText().IsMatch(text) && decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && (number > LastTime ? number / 1000 : number) is var seconds && seconds >= FirstTime && seconds <= LastTime);

    // A random id changes between lower and upper case all the time; a status does not.
    private static bool IsWord(string text) =>
        (StatusWord().IsMatch(text) && text.Zip(text.Skip(1)).Count(pair => char.IsAsciiLetterLower(pair.First)
            && char.IsAsciiLetterUpper(pair.Second)) <= 2)
        || StatusNumber().IsMatch(text);

    // total_money and totalMoney are both "total", "money".
    private static List<string> WordsOf(string name) => [.. NameWord().Matches(name).Select(word => word.Value.ToLowerInvariant())];

    private static HashSet<string> Words(string words) => [.. words.Split(' ')];

    [GeneratedRegex("[A-Z]+(?![a-z])|[A-Z]?[a-z]+", RegexOptions.None, 1000)]
    private static partial Regex NameWord();

    [GeneratedRegex("^[A-Za-z_$@]([A-Za-z_.:$-]{0,40}|[A-Za-z0-9_.:$-]{0,15})$", Linear)]
    private static partial Regex PlainName();

    [GeneratedRegex(@"^-?[0-9]{1,15}(\.[0-9]{1,6})?$", Linear)]
    private static partial Regex NumberText();

    [GeneratedRegex("^[A-Za-z]{3,5}$", Linear)]
    private static partial Regex CurrencyCode();

    [GeneratedRegex("^[0-9A-Za-z]{1,12}([.-][0-9A-Za-z]{1,12}){0,4}$", Linear)]
    private static partial Regex VersionText();

    [GeneratedRegex("^[A-Za-z]{1,24}[0-9]{0,2}([_.:/|-][A-Za-z]{1,24}[0-9]{0,2}){0,5}$", Linear)]
    private static partial Regex StatusWord();

    [GeneratedRegex("^[0-9]{1,3}$", Linear)]
    private static partial Regex StatusNumber();

    [GeneratedRegex("""
        ^[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]{1,9})?)?( ?(Z|z|[+-][0-9]{2}:?[0-9]{2}))?( [A-Z]{1,5})?)?$
        """, Linear)]
    private static partial Regex CalendarText();

    [GeneratedRegex(@"^[0-9]{10}([0-9]{3})?(\.[0-9]{1,9})?$", Linear)]
    private static partial Regex UnixText();
}
