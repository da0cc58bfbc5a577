using Microsoft.ML;
using Microsoft.ML.Data;

namespace LanguageModeling.Tests;

/// <summary>Rows that the tests share.</summary>
internal static class TestData
{
    public static readonly MLContext Context = new(1);

    public static IDataView Texts() => Texts(66);

    /// <summary>Rows of text: empty ones, Chinese, emoji, a NUL character, half a surrogate pair.</summary>
    public static IDataView Texts(int count)
        => Context.Data.LoadFromEnumerable(Enumerable.Range(0, count).Select(i => new TextRow
        {
            Number = i,
            Text = (i % 11) switch
            {
                0 => "",
                1 => "猫坐在垫子上。",
                2 => "a family 👨‍👩‍👧 and a 🐈",
                3 => "nul\0byte",
                4 => "half \uD83D pair",
                _ => $"the cat sat on mat {i % 7} while dog {i % 13} ran",
            },
        }).ToList());

    /// <summary>Rows with these texts.</summary>
    public static IDataView Texts(params string[] texts)
        => Context.Data.LoadFromEnumerable(texts.Select((text, i) => new TextRow { Number = i, Text = text }).ToList());

    /// <summary>The letters a to d, each a word, after the special tokens: 7 tokens.</summary>
    public static VocabularyCodec LetterCodec()
        => new(
            new Vocabulary(["<unk>", "<s>", "</s>", "a", "b", "c", "d"], new SpecialTokens { Unknown = 0, BeginningOfSequence = 1, EndOfSequence = 2 }),
            TextSplitter.Words);

    /// <summary>Text where a vector is wanted.</summary>
    public static IDataView WrongType() => Context.Data.LoadFromEnumerable<WrongRow>([new() { Text = 1, Tokens = "x" }]);

    /// <summary>No column of a name that is asked for.</summary>
    public static IDataView NoColumns() => Context.Data.LoadFromEnumerable<OtherRow>([new() { Other = "x" }]);

    /// <summary>The text as tokens.</summary>
    public static IDataView EncodedTexts(bool asKeys, int count = 66)
    {
        IDataView texts = Texts(count);
        return Context.Transforms.Text.EncodeTokens("Tokens", "Text", asKeys: asKeys).Fit(texts).Transform(texts);
    }

    /// <summary>Vectors of 6 ids of which those that are 0 are left out of some rows' buffers.</summary>
    public static IDataView SparseIds(int count = 40)
    {
        var definition = SchemaDefinition.Create(typeof(SparseRow));
        definition["Tokens"].ColumnType = new VectorDataViewType(NumberDataViewType.Int32, 6);
        return Context.Data.LoadFromEnumerable(
            Enumerable.Range(0, count).Select(i => new SparseRow
            {
                Tokens = (i % 3) switch
                {
                    0 => new VBuffer<int>(6, [i % 7, 3, 0, 2, 5, 4]),
                    1 => new VBuffer<int>(6, 2, [3 + (i % 4), 2], [1, 4]),
                    _ => new VBuffer<int>(6, 0, null, null),
                },
            }).ToList(),
            definition);
    }

    /// <summary>Vectors of 6 keys, sparse like <see cref="SparseIds"/>; key 0 is missing.</summary>
    public static IDataView SparseKeys(int count = 40)
    {
        var definition = SchemaDefinition.Create(typeof(SparseKeyRow));
        definition["Tokens"].ColumnType = new VectorDataViewType(new KeyDataViewType(typeof(uint), 7), 6);
        return Context.Data.LoadFromEnumerable(
            Enumerable.Range(0, count).Select(i => new SparseKeyRow
            {
                Tokens = (i % 3) switch
                {
                    0 => new VBuffer<uint>(6, [(uint)(i % 7), 3, 1, 2, 5, 4]),
                    1 => new VBuffer<uint>(6, 2, [3 + (uint)(i % 4), 2], [1, 4]),
                    _ => new VBuffer<uint>(6, 0, null, null),
                },
            }).ToList(),
            definition);
    }

    internal sealed class TextRow
    {
        public int Number { get; set; }

        public string Text { get; set; } = "";
    }

    private sealed class WrongRow
    {
        public int Text { get; set; }

        public string Tokens { get; set; } = "";
    }

    private sealed class OtherRow
    {
        public string Other { get; set; } = "";
    }

    private sealed class SparseRow
    {
        public VBuffer<int> Tokens { get; set; }
    }

    private sealed class SparseKeyRow
    {
        [KeyType(7)]
        public VBuffer<uint> Tokens { get; set; }
    }
}
