using System.Text;

namespace PayHooks.Tests.Providers;

/// <summary>Bodies that a receiver must survive.</summary>
internal static class HostileBodies
{
    private static readonly byte[][] Splinters =
    [
        .. new[]
        {
            "{", "}", "[", "]", "\"", ",", ":", "\\", "\\u", "\\ud800", "\\udc00", "\\u0000", "null", "true", "1e999", "-0", "{}", "[]",
                "\r\n", "\0", "é",
            "\"id\":\"x\",", "\"status\":{},", "\"amount\":\"x\",", "\"\\ud800\":1,", "\"data\":[],", "\"created_at\":1e30,",
        }.Select(Encoding.UTF8.GetBytes),
        [0xEF, 0xBB, 0xBF], [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xE2, 0x82], [0xF4, 0x90, 0x80, 0x80],
    ];

    /// <summary>Hand-picked bodies made of a genuine one.</summary>
    public static IEnumerable<(string What, byte[] Body)> Chosen(byte[] sample)
    {
        var text = Encoding.UTF8.GetString(sample);
        yield return ("empty", []);
        yield return ("a byte order mark alone", [0xEF, 0xBB, 0xBF]);
        yield return ("a byte order mark before the body", [0xEF, 0xBB, 0xBF, .. sample]);
        yield return ("CRLF", Encoding.UTF8.GetBytes(text.Replace(",", ",\r\n", StringComparison.Ordinal)));
        yield return ("escaped slashes", Encoding.UTF8.GetBytes(text.Replace("/", "\\/", StringComparison.Ordinal)));
        yield return ("bytes that are not UTF-8", Inside(sample, "\"note\":\"", [0xFF, 0xC0, 0x80], "\","));
        yield return ("half a surrogate pair in a value", Inside(sample, "\"note\":\"\\ud800\",", [], ""));
        yield return ("half a surrogate pair in a name", Inside(sample, "\"\\udc00\":1,", [], ""));
        yield return ("an array 100 deep", Inside(sample, "\"note\":" + new string('[', 100) + new string(']', 100) + ",", [], ""));
        yield return ("an array 300 deep", Inside(sample, "\"note\":" + new string('[', 300) + new string(']', 300) + ",", [], ""));
        yield return ("an array 50,000 deep",
            Inside(sample, "\"note\":" + new string('[', 50_000) + new string(']', 50_000) + ",", [], ""));
        yield return ("50,000 open brackets", Encoding.UTF8.GetBytes(new string('[', 50_000)));
        yield return ("50,000 open objects", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 50_000))));
        yield return ("1 MiB of spaces", Encoding.UTF8.GetBytes(new string(' ', 1 << 20)));
        yield return ("1 MiB of spaces inside", Inside(sample, new string(' ', 1 << 20), [], ""));
        yield return ("a name of 1 MiB", Inside(sample, $"\"{new string('x', 1 << 20)}\":1,", [], ""));
        yield return ("20,000 names", Inside(sample, string.Concat(Enumerable.Range(0, 20_000).Select(i => $"\"n{i}\":1,")), [], ""));
        yield return ("a number of 100,000 digits", Inside(sample, $"\"note\":{new string('9', 100_000)},", [], ""));
        foreach (var json in new[] { "null", "true", "0", "\"\"", "[]", "{}", "{\"data\":null}", "{\"payload\":[]}", "{\"id\":{}}",
            "{\"amount\":1e999}", "[{}]", "{} {}" })
        {
            yield return (json, Encoding.UTF8.GetBytes(json));
        }
    }

    /// <summary>Random bytes, and the samples with random cuts, changes and splinters.</summary>
    public static byte[] Random(Random random, byte[][] samples)
    {
        if (random.Next(10) == 0)
        {
            var noise = new byte[random.Next(200)];
            random.NextBytes(noise);
            return noise;
        }

        var body = samples[random.Next(samples.Length)].ToList();
        for (var times = random.Next(1, 6); times > 0 && body.Count > 0; times--)
        {
            var at = random.Next(body.Count);
            switch (random.Next(4))
            {
                case 0:
                    body[at] = (byte)random.Next(256);
                    break;
                case 1:
                    body.RemoveRange(at, Math.Min(random.Next(1, 20), body.Count - at));
                    break;
                case 2 when random.Next(4) == 0:
                    body.RemoveRange(at, body.Count - at);
                    break;
                default:
                    body.InsertRange(at, Splinters[random.Next(Splinters.Length)]);
                    break;
            }
        }

        return [.. body];
    }

    private static byte[] Inside(byte[] sample, string before, byte[] bytes, string after)
    {
        var brace = Array.IndexOf(sample, (byte)'{') + 1;
        return [.. sample[..brace], .. Encoding.UTF8.GetBytes(before), .. bytes, .. Encoding.UTF8.GetBytes(after), .. sample[brace..]];
    }
}
