namespace PayHooks.Verification.Samples;

/// <summary>Removes insignificant JSON white space.</summary>
internal static class JsonSpace
{
    /// <summary>Removes white space between tokens; all other bytes, including escapes, are unchanged.</summary>
    public static byte[] Remove(ReadOnlySpan<byte> json)
    {
        var kept = new byte[json.Length];
        var (length, quoted, escaped) = (0, false, false);
        foreach (var c in json)
        {
            if (!quoted && c is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            {
                continue;
            }

            kept[length++] = c;
            quoted = quoted ? escaped || c != '"' : c == '"';
            escaped = quoted && !escaped && c == '\\';
        }

        return kept[..length];
    }
}
