using System.Buffers;

namespace PayHooks.Receiving;

/// <summary>A received body. It counts against a budget until it is returned; a large one is in a rented array.</summary>
internal sealed class ReceivedBody
{
    private readonly BodyBudget budget;
    private long share;
    private byte[]? borrowed;

    /// <summary>Creates a small body with its own array.</summary>
    /// <param name="bytes">The body.</param>
    /// <param name="budget">The budget from which the share was taken.</param>
    /// <param name="share">The size of the share; may be zero.</param>
    public ReceivedBody(ReadOnlyMemory<byte> bytes, BodyBudget budget, long share)
    {
        (this.budget, this.share) = (budget, share);
        Bytes = bytes;
    }

    /// <summary>Creates a large body.</summary>
    /// <param name="borrowed">The rented array of the shared pool.</param>
    /// <param name="length">Its length.</param>
    /// <param name="budget">The budget from which the share was taken.</param>
    /// <param name="share">The size of the share.</param>
    public ReceivedBody(byte[] borrowed, int length, BodyBudget budget, long share)
    {
        (this.borrowed, this.budget, this.share) = (borrowed, budget, share);
        Bytes = borrowed.AsMemory(0, length);
    }

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Returns the array and the share.</summary>
    /// <param name="isUnused">Whether the bytes can no longer be read. An abandoned write may still read them; its array is then not
    /// returned.</param>
    public void Return(bool isUnused)
    {
        if (borrowed is { } array && isUnused)
        {
            ArrayPool<byte>.Shared.Return(array);
        }

        borrowed = null;
        budget.Return(share);
        share = 0;
    }
}
