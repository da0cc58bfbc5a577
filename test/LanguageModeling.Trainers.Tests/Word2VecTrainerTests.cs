using LanguageModeling.Conformance;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LanguageModeling.Tests;

[TestClass]
public sealed class Word2VecTrainerTests
{
    private static readonly MLContext Context = new(1);
    private static readonly Word2VecOptions Training = new() { Dimension = 8, MinimumCount = 1, Epochs = 2, Threads = 1 };

    [TestMethod]
    [ConformanceOf(typeof(Word2VecTrainer))]
    [DataRow(false, EmbeddingPooling.Mean)]
    [DataRow(true, EmbeddingPooling.SmoothInverseFrequency)]
    [DataRow(true, EmbeddingPooling.None)]
    public void Word2Vec_EncodedColumn_Conforms(bool asKeys, EmbeddingPooling pooling)
        => EstimatorConformance.CheckAlsoInChains(
            Context,
            Context.LanguageModeling.Trainers.Word2Vec(new Word2VecTrainer.Options { Training = Training, Embedding = new() { Pooling = pooling, UnknownCountColumnName = "Unknown" } }),
            Encoded(asKeys),
            Context.Data.LoadFromEnumerable([new { Tokens = "text" }]),
            Context.Data.LoadFromEnumerable([new { Other = 1 }]));

    [TestMethod]
    public void Fit_EncodedText_EmbedsWithTheVectorsThatTrainGives()
    {
        IDataView data = Encoded(asKeys: false);
        Word2VecTrainer trainer = Context.LanguageModeling.Trainers.Word2Vec(new Word2VecTrainer.Options { Training = Training, Embedding = new() { Pooling = EmbeddingPooling.First } });

        EmbedTokensTransformer fitted = trainer.Fit(data);
        Word2VecModel model = trainer.Train(data);

        CollectionAssert.AreEqual(model.Vectors.Values.ToArray(), fitted.Vectors.Values.ToArray());
        Assert.IsFalse(model.Vocabulary.Tokens.Contains("<unk>"));
        CollectionAssert.AreEqual(model.Vectors["the"].ToArray(), fitted.Transform(data).GetColumn<float[]>("Embedding").First());
        Assert.AreEqual(TextSplitter.Words, model.Options.Splitter);
    }

    [TestMethod]
    public void Word2Vec_SimpleForm_TakesColumnsAndDimension()
    {
        IDataView data = Encoded(asKeys: true, "Ids");

        EmbedTokensTransformer fitted = Context.LanguageModeling.Trainers.Word2Vec("Vector", "Ids", dimension: 6, EmbeddingPooling.Max).Fit(data);

        Assert.AreEqual(6, fitted.Vectors.Dimension);
        Assert.AreEqual("Vector", fitted.OutputColumnName);
    }

    [TestMethod]
    public void Fit_IdsWithoutWords_SaysWhatToDo()
    {
        IDataView data = Context.Data.LoadFromEnumerable([new Ids { Tokens = [0, 1, 0, 1] }]);
        Word2VecTrainer trainer = Context.LanguageModeling.Trainers.Word2Vec(new Word2VecTrainer.Options { Training = Training });

        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => trainer.Train(data)).Message, "set Vocabulary");
        var given = new EmbedTokensOptions { Vocabulary = new Vocabulary(["a", "b"], SpecialTokens.None) };
        Assert.AreEqual(2, Context.LanguageModeling.Trainers.Word2Vec(new Word2VecTrainer.Options { Training = Training, Embedding = given }).Fit(data).Vectors.Count);
    }

    private static IDataView Encoded(bool asKeys, string column = "Tokens")
    {
        string[] texts = [.. Enumerable.Range(0, 40).Select(i => i % 2 == 0 ? "the cat sat on the mat ." : "the dog ran to a mat")];
        IDataView data = Context.Data.LoadFromEnumerable(texts.Select(text => new { Text = text }).ToList());
        return Context.Transforms.Text.EncodeTokens(new EncodeTokensOptions { OutputColumnName = column, InputColumnName = "Text", AsKeys = asKeys, Splitter = TextSplitter.Words })
            .Fit(data).Transform(data);
    }

    private sealed class Ids
    {
        [VectorType(4)]
        public int[] Tokens { get; set; } = [];
    }
}
