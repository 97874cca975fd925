using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace PayHooks.RocksDb.Messages;

/// <summary>
/// The messages being processed. They are tracked in memory only, so taking a message needs no write, and messages taken by a dead process
/// become available without one. Thread-safe.
/// </summary>
internal sealed class TakenMessages
{
    private readonly Lock gate = new();
    private readonly Dictionary<long, TakenState> taken = [];

    /// <summary>Marks a message as taken; false if it already is.</summary>
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

    /// <summary>Returns a taken message; null if the message is not taken.</summary>
    public TakenState? Find(long number)
    {
        lock (gate)
        {
            return taken.TryGetValue(number, out var state) ? state : null;
        }
    }

    /// <summary>Removes a message taken at this dequeue count; null if it has since been taken again or is not taken.</summary>
    public TakenState? Remove(long number, int dequeues)
    {
        lock (gate)
        {
            return taken.TryGetValue(number, out var state) && state.Dequeues == dequeues && taken.Remove(number) ? state : null;
        }
    }

    /// <summary>Records that an event owns the message's body.</summary>
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
/// <param name="Due">The due time in the message's key.</param>
/// <param name="Dequeues">How often the message was taken, including this time.</param>
/// <param name="Body">The owner of the message's body.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TakenState(long Due, int Dequeues, BodyOwner Body);

/// <summary>The owner of a body, which determines when the body is deleted.</summary>
internal enum BodyOwner
{
    /// <summary>There is no body.</summary>
    None,

    /// <summary>The message: no event owns the body yet.</summary>
    Message,

    /// <summary>The message, or an event that an earlier process created from it.</summary>
    Unknown,

    /// <summary>An event.</summary>
    Event,
}
