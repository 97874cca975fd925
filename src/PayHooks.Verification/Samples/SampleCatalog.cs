using System.Collections.Concurrent;
using System.Text;

namespace PayHooks.Verification.Samples;

/// <summary>Realistic bodies of every event that the built-in providers send.</summary>
internal static class SampleCatalog
{
    private static readonly ConcurrentDictionary<string, SampleTemplate> Templates = new(StringComparer.Ordinal);

    /// <summary>The providers that have samples.</summary>
    public static IEnumerable<string> Providers => SampleList.All.Keys;

    /// <summary>The samples of a provider by its canonical name; empty if it has none.</summary>
    public static IReadOnlyList<SampleEvent> Events(string provider) => SampleList.All.GetValueOrDefault(provider, []);

    /// <summary>
    /// The sample with a name, or null. Case and <c>. - _</c> are ignored; <c>payment.Success</c> matches PortOne's plain
    /// <c>Success</c>, an event's name matches its first sample (<c>refund.updated</c>: <c>refund.updated/rejected</c>), and a status alone
    /// (<c>paid</c>) matches if only one sample ends in it.
    /// </summary>
    public static SampleEvent? Find(string provider, string name)
    {
        var key = Key(name);
        var events = Events(provider);
        return events.FirstOrDefault(sample => Key(sample.Name) == key)
            ?? events.FirstOrDefault(sample => $"payment{Key(sample.Name)}" == key)
            ?? events.FirstOrDefault(sample =>
                Key(sample.Name[..Math.Max(0, sample.Name.IndexOf('/', StringComparison.Ordinal))]) == key && key.Length > 0)
            ?? (events.Where(sample => Key(sample.Name[(sample.Name.LastIndexOfAny(['.', '/']) + 1)..]) == key).ToArray() is [var only]
                ? only : null);
    }

    /// <summary>The most likely sample for an unknown name, or null.</summary>
    public static string? Suggest(string provider, string name)
    {
        var events = Events(provider);
        return events.FirstOrDefault(sample => string.Equals(sample.Type, name, StringComparison.OrdinalIgnoreCase))?.Name
            ?? DidYouMean.To(name, events.Select(sample => sample.Name));
    }

    /// <summary>Creates a body of an event with unique ids, as of <paramref name="now"/>.</summary>
    public static byte[] Create(SampleEvent sample, Random random, DateTimeOffset now) =>
        Encoding.UTF8.GetBytes(Templates.GetOrAdd(sample.Template, SampleTemplate.Load).Fill(new SampleValues(sample, random, now)));

    private static string Key(string name) =>
        string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
}
