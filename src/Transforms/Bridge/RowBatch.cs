namespace LanguageModeling.Bridge;

/// <summary>Input and results of up to a fixed number of rows, each in its slot. Owned by one cursor or row.</summary>
internal abstract class RowBatch
{
    /// <summary>Copies what the input's current row holds into a slot. Nothing in the slot may share memory with the input's buffers.</summary>
    public abstract void Read(int slot);

    /// <summary>Computes the results of some slots. Several threads may call it at once, for slots of their own.</summary>
    public abstract void Compute(int first, int count, CancellationToken cancellationToken);

    /// <summary>Creates the getters of the wanted added columns.</summary>
    /// <param name="currentSlot">The slot of the row that the cursor is on; its results are there.</param>
    public abstract Delegate?[] CreateGetters(Func<int> currentSlot);
}
