using System.Text;
using LanguageModeling.Tokenizers;

namespace LanguageModeling.Tests;

/// <summary>Writes SentencePiece <c>.model</c> files.</summary>
internal static class SentencePieceBytes
{
    /// <summary>A model without a map of characters that puts a mark before texts.</summary>
    public static byte[] Write(PieceAlgorithm algorithm, IEnumerable<SentencePieceEntry> pieces)
    {
        using var file = new MemoryStream();
        foreach ((string text, float score, PieceKind kind) in pieces)
        {
            byte[] name = Encoding.UTF8.GetBytes(text);
            WriteField(file, 1, [0x0A, (byte)name.Length, .. name, 0x15, .. BitConverter.GetBytes(score), 0x18, (byte)kind]);
        }

        WriteField(file, 2, [0x18, (byte)algorithm]);
        return file.ToArray();
    }

    /// <summary>The tokenizer of such a file.</summary>
    public static PipelineTokenizer Load(PieceAlgorithm algorithm, IEnumerable<SentencePieceEntry> pieces)
        => new(new TokenizerSource(new Dictionary<string, byte[]> { ["x.model"] = Write(algorithm, pieces) }, "x.model", new TokenizerLoadOptions(), ""));

    private static void WriteField(MemoryStream file, int field, byte[] content)
    {
        file.WriteByte((byte)((field << 3) | 2));
        file.WriteByte((byte)content.Length); // below 128
        file.Write(content);
    }
}
