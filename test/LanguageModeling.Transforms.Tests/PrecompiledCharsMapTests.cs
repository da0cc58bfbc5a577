using System.IO.Compression;
using System.Text;
using LanguageModeling.Tokenizers;

namespace LanguageModeling.Tests;

/// <summary>The whole map that SentencePiece uses by default.</summary>
[TestClass]
public class PrecompiledCharsMapTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Goldens", "SentencePiece");
    private static readonly PrecompiledCharsMap Map = Read();

    [TestMethod]
    public void FindStarts_EveryCharacterInTexts_LeavesOutNoKey()
    {
        KeyStart[] starts = Map.FindStarts();
        const string followers = "a ~\u0001\u0080\u00E9\u0300\u0301\u0308\u0327\u1161\u11A8\u3099\u309A好";
        int left = 0;
        for (int unit = 0; unit <= char.MaxValue; unit++)
        {
            if (char.IsSurrogate((char)unit))
            {
                Assert.AreEqual(KeyStart.Any, starts[unit]);
                continue;
            }

            foreach (char next in followers)
            {
                string text = $"{(char)unit}{next}{(unit % 2 == 0 ? "\u0301" : "b")}";
                Map.Find(Encoding.UTF8.GetBytes(text), longest: true, out int length);

                Assert.IsTrue(length == 0 || starts[unit].MayBeKey(text, 0), $"U+{unit:X4} before U+{(int)next:X4}");
                left += starts[unit].MayBeKey(text, 0) ? 0 : 1;
            }
        }

        // Most characters are told to stay.
        Assert.IsGreaterThan(char.MaxValue * 10, left);
    }

    [TestMethod]
    public void FindStarts_CommonText_IsLeftAtOnce()
    {
        KeyStart[] starts = Map.FindStarts();
        const string text = "Don't say 你好, say hello!";

        for (int i = 0; i < text.Length; i++)
        {
            Assert.IsFalse(starts[text[i]].MayBeKey(text, i), $"{text[i]}");
        }
    }

    private static PrecompiledCharsMap Read()
    {
        using var model = new MemoryStream();
        using var packed = new BrotliStream(File.OpenRead(Path.Combine(Folder, "nmt-nfkc.model.br")), CompressionMode.Decompress);
        packed.CopyTo(model);
        return new PrecompiledCharsMap(SentencePieceFile.Read(model.ToArray(), "nmt.model").CharsMap, "nmt.model");
    }
}
