using Microsoft.ML.OnnxRuntime.Tensors;

namespace LanguageModeling.Signatures;

/// <summary>Shape of a key/value cache. An entry is [B, H, S, D], or [2, B, H, S, D] where keys and values come together.</summary>
/// <param name="Heads">Heads H of keys and values.</param>
/// <param name="HeadSize">Width D of a head.</param>
/// <param name="Type">Type of the elements.</param>
/// <param name="IsCombined">Whether keys and values come together.</param>
/// <param name="EntryCount">Number of entries: two a layer, or one where they are combined.</param>
internal sealed record CacheLayout(int Heads, int HeadSize, TensorElementType Type, bool IsCombined, int EntryCount)
{
    /// <summary>Bytes of one token in one head.</summary>
    public int TokenSize => HeadSize * (Type == TensorElementType.Float ? sizeof(float) : sizeof(ushort));

    /// <summary>Number of [S, D] planes in an entry of a batch.</summary>
    public int Planes(int rows) => (IsCombined ? 2 : 1) * rows * Heads;
}
