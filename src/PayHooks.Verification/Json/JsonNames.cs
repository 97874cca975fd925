using System.Text;

namespace PayHooks.Verification.Json;

/// <summary>A fixed list of member names; finds the index of a name in the list, exactly and case-sensitively.</summary>
internal sealed class JsonNames
{
    private readonly (byte[] Name, int Index)[][] byLength;

    public JsonNames(params string[] names)
    {
        Count = names.Length;
        var encoded = names.Select((name, index) => (Name: Encoding.UTF8.GetBytes(name), Index: index)).ToArray();
        byLength = [.. Enumerable.Range(0, encoded.Max(entry => entry.Name.Length) + 1)
            .Select(length => encoded.Where(entry => entry.Name.Length == length).ToArray())];
    }

    public int Count { get; }

    /// <summary>The index of the name in the list, or −1.</summary>
    public int IndexOf(ReadOnlySpan<byte> name)
    {
        if (name.Length < byLength.Length)
        {
            foreach (var (known, index) in byLength[name.Length])
            {
                if (name.SequenceEqual(known))
                {
                    return index;
                }
            }
        }

        return -1;
    }
}
