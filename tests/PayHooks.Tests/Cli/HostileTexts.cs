namespace PayHooks.Tests.Cli;

/// <summary>Texts that a terminal or a log must not get as they are.</summary>
internal static class HostileTexts
{
    /// <summary>Each text with what is left of it on one safe line.</summary>
    public static TheoryData<string, string> All => new()
    {
        { "\u001b[2J\u001b]0;owned\u0007", "?[2J?]0;owned?" },
        { "\u009b31mred\0\b\u007f", "?31mred???" },
        { "a\r\nb\nc\rd", "a b c d" },
        { "a\tb\vc\fd\u0085e\u2028f\u2029g", "a b c d e f g" },
        { "\u202egpj\u202c\u2066x\u2069\u200f", "?gpj??x??" },
        { "pay\u200bment\u200d\ufeff\u00ad\u2060", "pay?ment????" },
        { "x\U000E0001\U000E0041\U000E007F", "x???" },
        { "y\U000E0000\U000E01F0\U000E0FFF", "y???" },
        { "lone \ud83d high, \ude00 low\ud800", "lone ? high, ? low?" },
        { "[red]markup[/] and [[", "[red]markup[/] and [[" },
        { "Zahlung für 東京 \U0001F4B3 erhalten", "Zahlung für 東京 \U0001F4B3 erhalten" },
    };

    /// <summary>Asserts that no character of a text controls a terminal. Line breaks are those of the tool.</summary>
    public static void AssertSafe(string text)
    {
        // A lone surrogate would come back as U+FFFD.
        Assert.Equal(text, string.Concat(text.EnumerateRunes()));
        foreach (var rune in text.EnumerateRunes())
        {
            Assert.False(
                (System.Text.Rune.IsControl(rune) && rune.Value is not ('\n' or '\r')) || rune.Value is >= 0xE0000 and <= 0xE0FFF
                || System.Text.Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.Format
                    or System.Globalization.UnicodeCategory.LineSeparator or System.Globalization.UnicodeCategory.ParagraphSeparator,
                $"U+{rune.Value:X4} in: {text}");
        }
    }
}
