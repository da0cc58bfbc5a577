using LanguageModeling.Tensors;

namespace LanguageModeling.Caches;

/// <summary>Where the keys and values of one row of a batch lie.</summary>
/// <param name="Form">Of the cache.</param>
/// <param name="Memory">All entries, one behind the other, each [B, H, S, D] or [2, B, H, S, D].</param>
/// <param name="Rows">Rows B that there is memory for.</param>
/// <param name="Row">Number of the row.</param>
/// <param name="Stride">Tokens S from one plane to the next.</param>
/// <param name="Start">Place of the row's first token in a plane.</param>
internal readonly record struct CacheRow(CacheForm Form, TensorMemory Memory, int Rows, int Row, int Stride, int Start)
{
    /// <summary>Copies the first tokens to another row, which is not in the same place.</summary>
    public void CopyTo(CacheRow target, int length)
    {
        int parts = Form.Layout.EntryCount * (Form.Layout.IsCombined ? 2 : 1);
        for (int part = 0; part < parts && length > 0; part++)
        {
            Form.Store.Copy(Part(part), target.Part(part), length, Form.Layout.TokenSize);
        }
    }

    private Planes Part(int part)
    {
        int heads = Form.Layout.Heads;
        return new Planes(Memory, (((long)part * Rows) + Row) * heads * Stride, heads, Stride, Start);
    }
}
