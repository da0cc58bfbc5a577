using System.IO.Compression;
using LanguageModeling.Tokenizers;

namespace LanguageModeling.Tests;

/// <summary>SentencePiece models: ids and decoded text equal those of its own programs. Files and the script that made them: Goldens/SentencePiece.</summary>
[TestClass]
public class SentencePieceTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Goldens", "SentencePiece");

    public static IEnumerable<object[]> Models => Directory.GetFiles(Folder, "*.model").Select(path => new object[] { Path.GetFileNameWithoutExtension(path) });

    [TestMethod]
    [DynamicData(nameof(Models))]
    public void Encode_EveryKindOfModel_GivesTheIdsAndTextOfSentencePiece(string name)
    {
        PipelineTokenizer tokenizer = TokenizerLoader.Load(Path.Combine(Folder, name + ".model"));
        string[] texts = Lines("texts.txt"), ids = Lines(name + ".ids"), decoded = Lines(name + ".decoded");
        for (int i = 0; i < texts.Length; i++)
        {
            int[] expected = [.. ids[i].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
            TextEncoding encoding = tokenizer.Encode(texts[i]);

            Assert.AreEqual(ids[i], string.Join(' ', encoding.Ids), $"{name}, text {i}: {texts[i]}");
            Assert.AreEqual(decoded[i], tokenizer.Decode(expected, skipSpecialTokens: true), $"{name}, text {i}");
        }
    }

    [TestMethod]
    public void Encode_NmtNfkc_NormalizesAsSentencePiece()
    {
        // The whole map that spm_train uses by default; the model spells what it does not know in bytes, so ids tell every character.
        using var model = new MemoryStream();
        using (var packed = new BrotliStream(File.OpenRead(Path.Combine(Folder, "nmt-nfkc.model.br")), CompressionMode.Decompress))
        {
            packed.CopyTo(model);
        }

        PipelineTokenizer tokenizer = new(new TokenizerSource(new Dictionary<string, byte[]> { ["nmt.model"] = model.ToArray() }, "nmt.model", new TokenizerLoadOptions(), ""));
        string[] texts = File.ReadAllText(Path.Combine(Folder, "nmt-nfkc.txt")).Split('\n'), ids = File.ReadAllText(Path.Combine(Folder, "nmt-nfkc.ids")).Split('\n');

        Assert.HasCount(1701, texts);
        for (int i = 0; i < texts.Length; i++)
        {
            Assert.AreEqual(ids[i], string.Join(' ', tokenizer.EncodeToIds(texts[i])), $"line {i + 1}: {texts[i]}");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Models))]
    public void Encode_EveryKindOfModel_TellsPartsOfTheText(string name)
    {
        PipelineTokenizer tokenizer = TokenizerLoader.Load(Path.Combine(Folder, name + ".model"));
        foreach (string text in Lines("texts.txt").Append("Hello world"))
        {
            int before = 0;
            TextEncoding encoding = tokenizer.Encode(text);
            for (int i = 0; i < encoding.Ids.Count; i++)
            {
                (int start, int length) = encoding.Offsets[i];
                Assert.IsTrue(start + length <= text.Length, $"{name}, {text}, token {i}");

                // Tokens of one character's bytes, and of what one became, share its part.
                Assert.IsTrue(start >= before, $"{name}, {text}, token {i}");
                string part = text.Substring(start, length), token = encoding.Tokens[i].Replace('▁', ' ').Trim();
                if (part.All(c => c is (>= '!' and <= '~') or (>= '\u4E00' and <= '\u9FFF')) && token.Length > 0 && !token.StartsWith("<0x", StringComparison.Ordinal)
                    && !part.Contains('?', StringComparison.Ordinal))
                {
                    Assert.AreEqual(part, token, $"{name}, {text}, token {i}");
                }

                before = start;
            }
        }
    }

    [TestMethod]
    public void Encode_Words_SliceToThemselves()
    {
        PipelineTokenizer tokenizer = TokenizerLoader.Load(Path.Combine(Folder, "unigram.model"));
        const string text = "  the sea  ﬁne";

        TextEncoding encoding = tokenizer.Encode(text);

        string[] parts = [.. encoding.Offsets.Select(part => text.Substring(part.Start, part.Length))];
        // The second space went, and the letters of the ligature share it.
        Assert.AreEqual("the sea ﬁne", string.Concat(parts.Distinct()));
    }

    [TestMethod]
    public void SpecialTokens_OfTheModel_AreTold()
    {
        PipelineTokenizer tokenizer = TokenizerLoader.Load(Path.Combine(Folder, "unigram-bytes.model"));

        Assert.AreEqual(new SpecialTokens { Unknown = 0, BeginningOfSequence = 1, EndOfSequence = 2, Padding = 3 }, tokenizer.SpecialTokens);
        Assert.AreEqual("", tokenizer.Decode([1, 2, 3], skipSpecialTokens: true));
    }

    [TestMethod]
    public void Load_SpecialTokensParsed_TakesThemOutOfTheText()
    {
        PipelineTokenizer tokenizer = TokenizerLoader.Load(
            Path.Combine(Folder, "unigram-bytes.model"), new TokenizerLoadOptions { ParseSpecialTokens = true });

        Assert.AreEqual(1, tokenizer.Encode("<s>the").Ids[0]);
        Assert.AreEqual(new TextPart(0, 3), tokenizer.Encode("<s>the").Offsets[0]);
    }

    [TestMethod]
    public void Load_CutShort_SaysSo()
    {
        byte[] content = File.ReadAllBytes(Path.Combine(Folder, "bpe.model"));
        for (int length = 0; length < content.Length; length += 97)
        {
            var source = new TokenizerSource(
                new Dictionary<string, byte[]> { ["x.model"] = content[..length] }, "x.model", new TokenizerLoadOptions(), "");
            try
            {
                _ = new PipelineTokenizer(source);
            }
            catch (InvalidDataException e)
            {
                StringAssert.Contains(e.Message, "x.model");
            }
        }
    }

    [TestMethod]
    public void SaveJson_OfAModel_IsRefused()
    {
        PipelineTokenizer tokenizer = TokenizerLoader.Load(Path.Combine(Folder, "bpe.model"));

        Assert.ThrowsExactly<NotSupportedException>(() => tokenizer.SaveJson(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName())));
    }

    private static string[] Lines(string name) => File.ReadAllText(Path.Combine(Folder, name)).Split('\n') is { } lines
        ? lines[..^1]
        : [];
}
