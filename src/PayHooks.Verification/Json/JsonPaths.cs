using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace PayHooks.Verification.Json;

/// <summary>
/// A fixed set of paths, looked up in one pass over a JSON object, each in its own slot. The pass never throws, at any depth,
/// and allocates only for names with escapes. It keeps no state, so one set can be shared by all threads.
/// </summary>
/// <example><c>private static readonly JsonPaths Paths = JsonPaths.Of("id", "event_type", "purchase.total");</c></example>
public sealed class JsonPaths
{
    /// <summary>The maximum number of distinct paths.</summary>
    internal const int Max = 64;

    private readonly List<JsonPath> paths = [];
    private readonly Dictionary<string, int> byText = new(StringComparer.Ordinal);
    private readonly Node root;

    internal JsonPaths(IEnumerable<JsonPath> all)
    {
        paths.AddRange(all.Distinct());
        for (var slot = 0; slot < paths.Count; slot++)
        {
            byText.TryAdd(paths[slot].Text, slot);
        }

        root = new Node([.. paths.Select((path, slot) => (path, slot))], depth: 0);
    }

    /// <summary>The number of slots.</summary>
    internal int Count => paths.Count;

    /// <summary>Creates a set of paths: <c>a.b</c>, <c>a[0].b</c>, with a dot in a name escaped as <c>\.</c>; names are
    /// case-sensitive.</summary>
    /// <exception cref="ArgumentException">A path is invalid, or leads to several values.</exception>
    public static JsonPaths Of(params string[] paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return new JsonPaths(paths.Select(text => JsonPath.Parse(text, out var problem) switch
        {
            { IsMany: false } path => path,
            null => throw new ArgumentException($"The path '{text}' {problem}.", nameof(paths)),
            _ => throw new ArgumentException($"The path '{text}' leads to many values.", nameof(paths)),
        }));
    }

    /// <summary>The slot of a path in the set.</summary>
    internal int SlotOf(JsonPath path) => paths.IndexOf(path);

    /// <summary>The slot of a path by its text.</summary>
    /// <exception cref="ArgumentException">The set does not contain the path, which is a bug.</exception>
    internal int SlotOf(string text) => byText.TryGetValue(text, out var slot)
        ? slot
        : throw new ArgumentException($"The path '{text}' is not one of those that were looked up.", nameof(text));

    /// <summary>Fills the slots with the positions of values.</summary>
    /// <param name="json">The text, without a byte order mark.</param>
    /// <param name="slots">One slot for each of <see cref="Count"/> paths; those of absent values are cleared.</param>
    /// <param name="rule">How duplicate names are handled.</param>
    internal JsonShape Find(ReadOnlySpan<byte> json, Span<JsonToken> slots, JsonNameRule rule)
    {
        slots.Clear();
        var walk = new Walk(json, slots, rule);
        var shape = walk.Root(root);
        if (shape != JsonShape.Object)
        {
            slots.Clear();
        }

        return shape;
    }

    private sealed class Node
    {
        private readonly JsonNames? names;
        private readonly Node[] members;
        private readonly (int Index, Node Node)[] items;
        private readonly (byte[] Prefix, Node Node)[] prefixes;

        public Node((JsonPath Path, int Slot)[] through, int depth)
        {
            Slot = through.Where(one => one.Path.Steps.Count == depth).Select(one => one.Slot).DefaultIfEmpty(-1).First();
            Below = [.. through.Where(one => one.Path.Steps.Count > depth).Select(one => one.Slot)];
            var deeper = through.Where(one => one.Path.Steps.Count > depth).GroupBy(one => one.Path.Steps[depth]).ToArray();
            var named = deeper.Where(group => group.Key is { Name: not null, IsPrefix: false }).ToArray();
            names = named.Length > 0 ? new JsonNames([.. named.Select(group => group.Key.Name!)]) : null;
            members = [.. named.Select(group => new Node([.. group], depth + 1))];
            prefixes = [.. deeper.Where(group => group.Key.IsPrefix)
                .Select(group => (Encoding.UTF8.GetBytes(group.Key.Name!), new Node([.. group], depth + 1)))];
            items = [.. deeper.Where(group => group.Key.Name is null).Select(group => (group.Key.Index, new Node([.. group], depth + 1)))];
        }

        public int Slot { get; }

        public int[] Below { get; }

        public bool HasMembers => names is not null || prefixes.Length > 0;

        public bool HasItems => items.Length > 0;

        public Node? Member(ReadOnlySpan<byte> name)
        {
            if (names?.IndexOf(name) is >= 0 and var index)
            {
                return members[index];
            }

            foreach (var (prefix, node) in prefixes)
            {
                if (name.StartsWith(prefix))
                {
                    return node;
                }
            }

            return null;
        }

        public Node? Item(int index)
        {
            foreach (var (at, node) in items)
            {
                if (at == index)
                {
                    return node;
                }
            }

            return null;
        }
    }

    private ref struct Walk(ReadOnlySpan<byte> json, Span<JsonToken> slots, JsonNameRule rule)
    {
        private readonly ReadOnlySpan<byte> json = json;
        private readonly Span<JsonToken> slots = slots;
        private Utf8JsonReader reader = new(json, new JsonReaderOptions { MaxDepth = int.MaxValue });
        private bool repeated;

        public JsonShape Root(Node node)
        {
            try
            {
                if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                {
                    return JsonShape.NotObject;
                }

                Members(node);
                return reader.Read() ? JsonShape.NotObject : repeated ? JsonShape.DuplicateNames : JsonShape.Object;
            }
            catch (JsonException)
            {
                return JsonShape.NotObject;
            }
        }

        private void Members(Node node)
        {
            if (rule == JsonNameRule.NoneTwice)
            {
                UniqueMembers(node);
                return;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var member = node.Member(Name(out _));
                reader.Read();
                Value(member);
            }
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private void UniqueMembers(Node node)
        {
            Span<long> seen = stackalloc long[UniqueNames.Slots];
            var names = new UniqueNames(json, seen);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = Name(out var start);
                var member = node.Member(name);
                repeated |= !names.Add(name, start);
                reader.Read();
                Value(member);
            }
        }

        private void Value(Node? node)
        {
            if (node is null)
            {
                reader.Skip();
                return;
            }

            repeated |= rule == JsonNameRule.LookedUpOnce && node.Slot >= 0 && slots[node.Slot].Length > 0;
            foreach (var slot in node.Below)
            {
                slots[slot] = default;
            }

            var (start, type) = ((int)reader.TokenStartIndex, reader.TokenType);
            if (type == JsonTokenType.StartObject && node.HasMembers)
            {
                Members(node);
            }
            else if (type == JsonTokenType.StartArray && node.HasItems)
            {
                Items(node);
            }
            else
            {
                reader.Skip();
            }

            if (node.Slot >= 0)
            {
                slots[node.Slot] = new JsonToken(start, (int)reader.BytesConsumed - start, type);
            }
        }

        private void Items(Node node)
        {
            for (var index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
            {
                Value(node.Item(index));
            }
        }

        private readonly ReadOnlySpan<byte> Name(out int start)
        {
            start = (int)reader.TokenStartIndex + 1;
            if (!reader.ValueIsEscaped)
            {
                return reader.ValueSpan;
            }

            start = -1;
            var decoded = new byte[reader.ValueSpan.Length * JsonText.MaxGrowth];
            return decoded.AsSpan(0, JsonText.Decode(reader.ValueSpan, decoded));
        }
    }
}
