using LanguageModeling.Conformance;
using Microsoft.ML;
using Microsoft.ML.Data;
using static LanguageModeling.Tests.TestData;

namespace LanguageModeling.Tests;

[TestClass]
public sealed class JoinPhrasesTests
{
    private static readonly PhraseOptions Options = new() { MinimumCount = 1, Threshold = 1.5 };

    [TestMethod]
    [ConformanceOf(typeof(JoinPhrasesEstimator))]
    public void JoinPhrases_Texts_ConformsAlsoInChains()
        => EstimatorConformance.CheckAlsoInChains(
            Context, Context.Transforms.Text.JoinPhrases("Joined", "Text", Options), Texts(22), WrongType(), NoColumns());

    [TestMethod]
    public void JoinPhrases_Column_IsWhatTheModelSays()
    {
        IDataView data = Texts("new york is new", "in new york", "york in a new place", "a b");

        JoinPhrasesTransformer fitted = Context.Transforms.Text.JoinPhrases("Text", options: Options with { MinimumCount = 2, Threshold = 0 }).Fit(data);

        CollectionAssert.AreEqual(
            new[] { "new york is new", "in new york", "york in a new place", "a b" }, fitted.Transform(data).GetColumn<string>("Text").ToArray());
        fitted = Context.Transforms.Text.JoinPhrases("Text", options: Options with { MinimumCount = 1, Threshold = 1 }).Fit(data); // 1 / 4 / 3 * 14 = 1.17
        Assert.AreEqual("new_york is new", fitted.Transform(data).GetColumn<string>("Text").First());
        Assert.AreEqual("Text", fitted.InputColumnName);
    }

    [TestMethod]
    public void Train_ScoresWorkedByHand_AreThoseOfWord2Phrase()
    {
        // 10 words; new 3 times, york 2 times, together 2 times: (2 - 1) / 3 / 2 * 10 = 1.667. NPMI: ln(0.2 / 0.06) / -ln 0.2 = 0.748.
        string[] lines = ["new york x", "new york y", "z new w v"];

        Phrase phrase = PhraseModel.Train(lines, Options).Phrases.Single();
        Phrase mutual = PhraseModel.Train(lines, Options with { Scoring = PhraseScoring.NormalizedMutualInformation, Threshold = null, MinimumCount = 2 }).Phrases.Single();

        Assert.AreEqual(("new", "york", 2L), (phrase.First, phrase.Second, phrase.Count));
        Assert.AreEqual(10 / 6.0, phrase.Score, 1e-12);
        Assert.AreEqual(Math.Log(0.2 / 0.06) / -Math.Log(0.2), mutual.Score, 1e-12);
    }

    [TestMethod]
    public void Apply_SecondPass_JoinsLongerPhrasesAndNoWordTwice()
    {
        string[] lines = [.. Enumerable.Repeat("New York City", 3), "a b c d e f g"];
        PhraseModel one = PhraseModel.Train(lines, Options with { Lowercase = true, MinimumCount = 2, Threshold = 0.5 });
        PhraseModel two = PhraseModel.Train(lines, Options with { Lowercase = true, MinimumCount = 2, Threshold = 0.5, Passes = 2, Separator = "~" });

        CollectionAssert.AreEqual(new[] { "new_york", "city", "hall" }, one.Apply("NEW york  city hall").ToArray());
        CollectionAssert.AreEqual(new[] { "new~york~city", "hall" }, two.Apply("new york city hall").ToArray());
        CollectionAssert.AreEqual(Array.Empty<string>(), two.Apply(" ").ToArray());
    }

    [TestMethod]
    public void Load_SavedPhrases_JoinAlike()
    {
        PhraseModel model = PhraseModel.Train(["a b", "a b", "c"], Options with { Threshold = 0.1, Splitter = TextSplitter.Words, Passes = 2 });
        var stream = new MemoryStream();
        model.Save(stream);
        byte[] bytes = stream.ToArray();

        PhraseModel loaded = PhraseModel.Load(new MemoryStream(bytes));

        CollectionAssert.AreEqual(model.Phrases.ToArray(), loaded.Phrases.ToArray());
        CollectionAssert.AreEqual(new[] { "a_b", ",", "c" }, loaded.Apply("a b, c").ToArray());
        for (int place = 8; place < bytes.Length; place++)
        {
            byte[] damaged = [.. bytes];
            damaged[place] ^= 4;
            Assert.ThrowsExactly<InvalidDataException>(() => PhraseModel.Load(new MemoryStream(damaged)));
        }
    }

    [TestMethod]
    public void Options_OutOfRange_AreRefusedByName()
    {
        (string, PhraseOptions)[] wrong =
        [
            ("Scoring", new() { Scoring = (PhraseScoring)5 }), ("Threshold", new() { Threshold = double.NaN }),
            ("Threshold", new() { Threshold = 1.5, Scoring = PhraseScoring.NormalizedMutualInformation }), ("MinimumCount", new() { MinimumCount = 0 }),
            ("Passes", new() { Passes = 0 }), ("Separator", new() { Separator = " " }), ("Separator", new() { Separator = "" }),
        ];
        foreach ((string name, PhraseOptions options) in wrong)
        {
            Assert.AreEqual(name, Assert.Throws<ArgumentException>(() => PhraseModel.Train(["a"], options)).ParamName);
        }
    }
}
