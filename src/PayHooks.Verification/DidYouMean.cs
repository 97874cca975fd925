namespace PayHooks.Verification;

/// <summary>Suggests the intended word for a mistyped one.</summary>
internal static class DidYouMean
{
    /// <summary>The candidate with the smallest edit distance, or null if none is close.</summary>
    public static string? To(string word, IEnumerable<string> candidates) => candidates
        .Select(candidate => (Candidate: candidate, Distance: Distance(word.ToLowerInvariant(), candidate.ToLowerInvariant())))
        .Where(one => one.Distance <= Math.Max(2, one.Candidate.Length / 3))
        .OrderBy(one => one.Distance)
        .Select(one => one.Candidate)
        .FirstOrDefault();

    /// <summary>The candidate that differs only by a typo, or null.</summary>
    public static string? Typo(string word, IEnumerable<string> candidates) =>
        candidates.FirstOrDefault(candidate => Distance(word, candidate) <= 2);

    // Levenshtein distance, one row at a time.
    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
