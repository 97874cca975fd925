using System.Buffers;

namespace PayHooks.Receiving;

/// <summary>A body that has arrived. A large one lies in a borrowed array and counts against a budget, until it is returned.</summary>
internal sealed class ReceivedBody
{
    private readonly BodyBudget? budget;
    private readonly long share;
    private byte[]? borrowed;

    /// <summary>A small body, in an array of its own.</summary>
    public ReceivedBody(ReadOnlyMemory<byte> bytes) => Bytes = bytes;

    /// <summary>A large body.</summary>
    /// <param name="borrowed">The array of the shared pool that it lies in.</param>
    /// <param name="length">Its length.</param>
    /// <param name="budget">Where its share was taken.</param>
    /// <param name="share">How much was taken.</param>
    public ReceivedBody(byte[] borrowed, int length, BodyBudget budget, long share)
    {
        (this.borrowed, this.budget, this.share) = (borrowed, budget, share);
        Bytes = borrowed.AsMemory(0, length);
    }

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Returns what was borrowed.</summary>
    /// <param name="isUnused">Whether nobody can read the bytes any more. A write that was given up may still; its array is then left
    /// alone.</param>
    public void Return(bool isUnused)
    {
        if (borrowed is { } array)
        {
            borrowed = null;
            if (isUnused)
            {
                ArrayPool<byte>.Shared.Return(array);
            }

            budget!.Return(share);
        }
    }
}
