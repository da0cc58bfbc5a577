using LanguageModeling.Signatures;
using LanguageModeling.Tensors;
using Microsoft.ML.OnnxRuntime;

namespace LanguageModeling.Caches;

/// <summary>Binds all entries of a key/value cache, which lie one behind the other.</summary>
/// <param name="Layout">Shape of an entry.</param>
/// <param name="Rows">Sequences B.</param>
/// <param name="Room">Sequences that an entry has memory for.</param>
internal readonly record struct CacheBinding(CacheLayout Layout, int Rows, int Room)
{
    /// <summary>Binds what a run reads: S tokens of each sequence.</summary>
    public void BindPast(OrtIoBinding binding, IReadOnlyList<CacheEntry> entries, TensorMemory memory, int length)
    {
        for (int i = 0; i < entries.Count; i++)
        {
            long offset = Offset(i, length);
            if (Layout.IsCombined)
            {
                TensorBinder.BindInput(binding, entries[i].PastName!, Layout.Type, memory, offset, 2, Rows, Layout.Heads, length, Layout.HeadSize);
            }
            else
            {
                TensorBinder.BindInput(binding, entries[i].PastName!, Layout.Type, memory, offset, Rows, Layout.Heads, length, Layout.HeadSize);
            }
        }
    }

    /// <summary>Binds what a run writes.</summary>
    public void BindPresent(OrtIoBinding binding, IReadOnlyList<CacheEntry> entries, TensorMemory memory, int length)
    {
        for (int i = 0; i < entries.Count; i++)
        {
            long offset = Offset(i, length);
            if (Layout.IsCombined)
            {
                TensorBinder.BindOutput(binding, entries[i].PresentName, Layout.Type, memory, offset, 2, Rows, Layout.Heads, length, Layout.HeadSize);
            }
            else
            {
                TensorBinder.BindOutput(binding, entries[i].PresentName, Layout.Type, memory, offset, Rows, Layout.Heads, length, Layout.HeadSize);
            }
        }
    }

    private long Offset(int entry, int length) => (long)entry * Layout.Planes(Room) * length * Layout.TokenSize;
}
