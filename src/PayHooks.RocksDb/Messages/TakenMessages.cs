using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace PayHooks.RocksDb.Messages;

/// <summary>
/// The messages that are being worked on. They are in memory only: what a dead process had taken is free again, without a write, and
/// taking costs none either. For several threads.
/// </summary>
internal sealed class TakenMessages
{
    private readonly Lock gate = new();
    private readonly Dictionary<long, TakenState> taken = [];

    /// <summary>Remembers a message as taken; false if it is already.</summary>
    public bool TryAdd(long number, TakenState state)
    {
        lock (gate)
        {
            return taken.TryAdd(number, state);
        }
    }

    /// <summary>Whether a message is taken.</summary>
    public bool Contains(long number)
    {
        lock (gate)
        {
            return taken.ContainsKey(number);
        }
    }

    /// <summary>What is known of a taken message; null when it is not taken.</summary>
    public TakenState? Find(long number)
    {
        lock (gate)
        {
            return taken.TryGetValue(number, out var state) ? state : null;
        }
    }

    /// <summary>Ends the taking by one who took it at this count; null when it was taken again since, or is not taken.</summary>
    public TakenState? Remove(long number, int dequeues)
    {
        lock (gate)
        {
            return taken.TryGetValue(number, out var state) && state.Dequeues == dequeues && taken.Remove(number) ? state : null;
        }
    }

    /// <summary>Notes that an event keeps the message's body.</summary>
    public void KeepBody(long number)
    {
        lock (gate)
        {
            ref var state = ref CollectionsMarshal.GetValueRefOrNullRef(taken, number);
            if (!Unsafe.IsNullRef(ref state))
            {
                state = state with { Body = BodyOwner.Event };
            }
        }
    }
}

/// <summary>A taken message.</summary>
/// <param name="Due">Its due time, as in its key.</param>
/// <param name="Dequeues">How often it was taken, this time included.</param>
/// <param name="Body">Who owns its body.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TakenState(long Due, int Dequeues, BodyOwner Body);

/// <summary>Who owns a body, and so decides when it goes.</summary>
internal enum BodyOwner
{
    /// <summary>There is no body.</summary>
    None,

    /// <summary>The message: no event has it yet.</summary>
    Message,

    /// <summary>The message, or an event that an earlier process made from it.</summary>
    Unknown,

    /// <summary>An event.</summary>
    Event,
}
