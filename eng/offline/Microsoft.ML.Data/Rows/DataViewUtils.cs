using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Mirrors the helpers that turn one cursor into several and several into one.</summary>
internal static class DataViewUtils
{
    public static int ThreadCount => Math.Max(2, Environment.ProcessorCount - 1);

    /// <summary>Shares the rows of a cursor out among <paramref name="num"/> cursors, in numbered batches.</summary>
    public static DataViewRowCursor[] CreateSplitCursors(IChannelProvider provider, DataViewRowCursor input, int num)
    {
        Contracts.CheckValue(provider, nameof(provider));
        provider.CheckValue(input, nameof(input));
        return num <= 1 || !Cacheable(input) ? [input] : CursorSplitter.Split(input, num);
    }

    /// <summary>One cursor with the rows of all, in the order of their batches, each pulled by a thread of its own.</summary>
    public static DataViewRowCursor Consolidate(IHost host, DataViewRowCursor[] inputs)
    {
        host.Check(inputs.Length > 0, "There are no cursors to consolidate.");
        return inputs.Length == 1 ? inputs[0] : new ConsolidatingCursor(inputs);
    }

    /// <summary>Whether values of this type can be copied.</summary>
    public static bool IsCacheable(DataViewType type) => type is PrimitiveDataViewType or VectorDataViewType;

    private static bool Cacheable(DataViewRow row) => row.Schema.All(c => !row.IsColumnActive(c) || IsCacheable(c.Type));
}
