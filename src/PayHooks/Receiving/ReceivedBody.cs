namespace PayHooks.Receiving;

/// <summary>A received body. It counts against a budget until it is returned.</summary>
/// <param name="bytes">The body.</param>
/// <param name="budget">The budget from which the share was taken.</param>
/// <param name="share">The size of the share; may be zero.</param>
internal sealed class ReceivedBody(ReadOnlyMemory<byte> bytes, BodyBudget budget, long share)
{
    private long share = share;

    /// <summary>The bytes. They stay valid after <see cref="Return"/>: the queue passes them on in memory.</summary>
    public ReadOnlyMemory<byte> Bytes => bytes;

    /// <summary>Returns the share.</summary>
    public void Return()
    {
        budget.Return(share);
        share = 0;
    }
}
