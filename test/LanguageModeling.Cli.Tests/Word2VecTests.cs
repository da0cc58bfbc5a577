using System.Text.Json;

namespace LanguageModeling.Tests;

/// <summary><c>lm word2vec</c>.</summary>
[TestClass]
public sealed class Word2VecTests
{
    // In the plane: man 0 degrees, king 30, woman 90, queen 120; so man : king :: woman : queen.
    private const string Plane = "5 2\nman 1 0\nking 1.7320508 1\nwoman 0 3\nqueen -0.25 0.4330127\napple -4 -1.5\n";

    [TestMethod]
    public void Nearest_Json_IsAnArrayOfWordsAndSimilarities()
    {
        string file = TestFiles.Write("nearest.txt", Plane);

        using JsonDocument json = JsonDocument.Parse(Lm.Run("word2vec", "nearest", file, "man", "--top", "2", "--format", "json").Succeeds().Output);

        JsonElement[] found = [.. json.RootElement.EnumerateArray()];
        Assert.HasCount(2, found);
        CollectionAssert.AreEqual(new[] { "word", "similarity" }, found[0].EnumerateObject().Select(member => member.Name).ToArray());
        Assert.AreEqual("king", found[0].GetProperty("word").GetString());
        Assert.AreEqual(Math.Cos(Math.PI / 6), found[0].GetProperty("similarity").GetDouble(), 1e-6);
        Assert.AreEqual("woman", found[1].GetProperty("word").GetString());
    }

    [TestMethod]
    public void Queries_Table_ShowTheAnswers()
    {
        string file = TestFiles.Write("queries.txt", Plane);

        CollectionAssert.AreEqual(new[] { "similarity  word", "     0.866  king" }, Lm.Run("word2vec", "nearest", file, "man", "-n", "1").Succeeds().Lines);
        Assert.EndsWith("queen", Lm.Run("word2vec", "analogy", file, "man", "king", "woman", "--top", "1").Succeeds().Lines[1]);
        Assert.EndsWith("queen", Lm.Run("word2vec", "analogy", file, "man", "king", "woman", "--method", "multiply").Succeeds().Lines[1]);
        Assert.EndsWith("apple", Lm.Run("word2vec", "odd", file, "man", "king", "woman", "apple").Succeeds().Lines[1]);
        Assert.EndsWith("king", Lm.Run("word2vec", "nearest", file, "man", "woman", "-n", "1").Succeeds().Lines[1]);
        Assert.AreEqual("[{\"a\":\"man\",\"b\":\"woman\",\"similarity\":0}]", Lm.Run("word2vec", "similarity", file, "man", "woman", "--format", "json").Succeeds().Lines[0]);
    }

    [TestMethod]
    public void Nearest_UnknownWord_IsBadInput()
        => Lm.Run("word2vec", "nearest", TestFiles.Write("unknown.txt", Plane), "dog").Fails(1, "\"dog\" is not among the 5 words");

    [TestMethod]
    public void Nearest_NoneAskedFor_NamesTheOption()
        => Lm.Run("word2vec", "nearest", TestFiles.Write("none.txt", Plane), "man", "--top", "0").Fails(2, "--top must be at least 1");

    [TestMethod]
    public void Train_OutputThatCannotBeWritten_IsRefusedBeforeTheTextIsRead()
    {
        string noText = TestFiles.Write("unread.txt", [0xFF]);
        string nowhere = Path.Combine(TestFiles.PathOf("nowhere"), "x.bin");
        string folder = Directory.CreateDirectory(TestFiles.PathOf("a-folder")).FullName;

        Lm.Run("word2vec", "train", noText, "-o", nowhere).Fails(1, "nowhere does not exist");
        Lm.Run("word2vec", "train", noText, "--save-model", nowhere).Fails(1, "nowhere does not exist");
        Lm.Run("word2vec", "train", noText, "-o", folder).Fails(1, "a-folder is a folder");
        Lm.Run("word2vec", "train", noText, "-o", TestFiles.PathOf("x.bin"), "--fixed-vocab").Fails(2, "--continue MODEL");
        Lm.Run("word2vec", "train", noText, "-o", TestFiles.PathOf("x.txt.gz")).Fails(2, "x.txt.gz: word vectors are written plain");
        Assert.IsEmpty(Directory.GetFileSystemEntries(folder));
    }

    [TestMethod]
    public void Convert_ThereAndBack_GivesTheSameFile()
    {
        string text = TestFiles.Write("from.txt", Plane);
        string again = TestFiles.PathOf("again.txt");
        string first = TestFiles.PathOf("first.txt");
        Lm.Run("word2vec", "convert", text, first, "--to", "gensim-text").Succeeds();

        string from = first;
        foreach (string name in new[] { "a.bin", "b.glove", "c.own", "c.mapped", "d.bin" })
        {
            Lm.Run(["word2vec", "convert", from, TestFiles.PathOf(name), .. name == "d.bin" ? ["--to", "gensim-binary"] : Array.Empty<string>()]).Succeeds();
            from = TestFiles.PathOf(name);
        }

        LmResult last = Lm.Run("word2vec", "convert", from, again, "--to", "gensim-text", "--format", "json").Succeeds();

        Assert.AreEqual("[{\"words\":5,\"dimension\":2,\"subwords\":\"no\"}]", last.Lines[0]);
        Assert.AreEqual(File.ReadAllText(first), File.ReadAllText(again));
        Assert.StartsWith("5 2\nman 1.0 0.0\n", File.ReadAllText(again));
    }

    [TestMethod]
    public void Convert_OtherEncodings_SpellTheWords()
    {
        string latin = TestFiles.Write("latin.txt", System.Text.Encoding.Latin1.GetBytes("1 1\ncafé 1\n"));
        string utf8 = TestFiles.PathOf("utf8.txt");

        Lm.Run("word2vec", "convert", latin, utf8).Fails(1, "latin.txt", "not valid utf-8");
        Lm.Run("word2vec", "convert", latin, utf8, "--encoding", "latin1", "--to", "gensim-text").Succeeds();
        Assert.AreEqual("1 1\ncafé 1.0\n", File.ReadAllText(utf8));
        Lm.Run("word2vec", "convert", utf8, utf8, "--to-encoding", "gbk", "--to", "gensim-text", "--top", "1", "--normalize").Succeeds();
        Lm.Run("word2vec", "convert", utf8, utf8, "--encoding", "klingon").Fails(2, "No encoding is called \"klingon\"");
    }

    [TestMethod]
    public void Train_TextAndStandardInput_GiveTheSameVectors()
    {
        string[] settings = ["--dim", "8", "--min-count", "1", "--threads", "1", "--seed", "3", "--epochs", "2", "--sample", "0"];
        string one = TestFiles.PathOf("one.bin");
        string two = TestFiles.PathOf("two.bin");

        LmResult result = Lm.Run(["word2vec", "train", TestFiles.Text, "-o", one, .. settings]).Succeeds();
        Lm.RunWithText(TestFiles.Sentences, ["word2vec", "train", "-", "-o", two, .. settings]).Succeeds();

        CollectionAssert.AreEqual(File.ReadAllBytes(one), File.ReadAllBytes(two));
        Assert.HasCount(4, result.Lines);
        Assert.StartsWith("16 words with a vector; ", result.Lines[3]);
        Assert.StartsWith("16 8\n", System.Text.Encoding.ASCII.GetString(File.ReadAllBytes(one)));
    }

    [TestMethod]
    public void Train_Continue_TakesTheModelsSettings()
    {
        string model = TestFiles.PathOf("first.w2v");
        string next = TestFiles.PathOf("next.w2v");
        string more = TestFiles.Write("more.txt", "a new word a new word\n");

        Lm.Run("word2vec", "train", TestFiles.Text, "--dim", "6", "--min-count", "2", "--model", "cbow", "--maxn", "4", "--bucket", "50", "--save-model", model).Succeeds();
        LmResult result = Lm.Run("word2vec", "train", more, "--continue", model, "--epochs", "1", "--save-model", next).Succeeds();

        Assert.HasCount(3, result.Lines);
        Word2VecModel trained = Word2VecModel.Load(next);
        Assert.AreEqual(6, trained.Options.Dimension);
        Assert.AreEqual(Word2VecArchitecture.Cbow, trained.Options.Architecture);
        Assert.IsTrue(trained.Vocabulary.TryGetId("new", out _));
        Assert.HasCount(3, Lm.Run("word2vec", "nearest", next, "cat", "-n", "2").Succeeds().Lines);
        Lm.Run("word2vec", "train", more, "--continue", model, "--dim", "7", "-o", next).Fails(2, "--dim");
        Lm.Run("word2vec", "train", more, "--continue", TestFiles.Text, "-o", next).Fails(1, "sentences.txt", "--save-model");
    }

    [TestMethod]
    public void Score_Lines_GivesAnArrayInTheirOrder()
    {
        string model = TestFiles.PathOf("score.w2v");
        string lines = TestFiles.Write("score.txt", "the cat sat\n\nthe zebra\n");
        Lm.Run("word2vec", "train", TestFiles.Text, "--dim", "6", "--min-count", "1", "--threads", "1", "--save-model", model).Succeeds();
        Word2VecModel loaded = Word2VecModel.Load(model);

        using JsonDocument json = JsonDocument.Parse(Lm.Run("word2vec", "score", model, lines, "--format", "json").Succeeds().Output);

        JsonElement[] rows = [.. json.RootElement.EnumerateArray()];
        Assert.HasCount(3, rows);
        CollectionAssert.AreEqual(new[] { "text", "logProbability", "wordCount", "unknownCount" }, rows[0].EnumerateObject().Select(member => member.Name).ToArray());
        Assert.AreEqual("the cat sat", rows[0].GetProperty("text").GetString());
        Assert.AreEqual(loaded.Score("the cat sat").LogProbability, rows[0].GetProperty("logProbability").GetDouble(), 1e-9);
        Assert.AreEqual(3, rows[0].GetProperty("wordCount").GetInt32());
        Assert.AreEqual(1, rows[2].GetProperty("unknownCount").GetInt32());
        Assert.HasCount(4, Lm.Run("word2vec", "score", model, lines, "--softmax", "sampled").Succeeds().Lines);
        Lm.Run("word2vec", "score", model, lines, "--softmax", "hierarchical").Fails(2, "Use Exact or Sampled");
        Lm.Run("word2vec", "score", lines, lines).Fails(1, "score.txt", "--save-model");
    }

    [TestMethod]
    public void Verify_MappedFile_FindsDamage()
    {
        string text = TestFiles.Write("verify.txt", Plane);
        string mapped = TestFiles.PathOf("verify.mapped");
        Lm.Run("word2vec", "convert", text, mapped).Succeeds();

        Assert.AreEqual("[{\"words\":5,\"dimension\":2,\"subwords\":\"no\"}]", Lm.Run("word2vec", "verify", mapped, "--format", "json").Succeeds().Lines[0]);
        Assert.EndsWith("king", Lm.Run("word2vec", "nearest", mapped, "man", "-n", "1").Succeeds().Lines[1]);

        byte[] bytes = File.ReadAllBytes(mapped);
        bytes[(int)BitConverter.ToInt64(bytes, 24) + 5] ^= 1;
        string damaged = TestFiles.Write("damaged.mapped", bytes);
        Lm.Run("word2vec", "verify", damaged).Fails(1, "damaged.mapped", "the checksum of the vectors");
    }

    [TestMethod]
    public void Nearest_UnseenWordOfVectorsWithSubwords_HasNeighbours()
    {
        string vectors = TestFiles.PathOf("subwords");
        Lm.Run("word2vec", "train", TestFiles.Text, "--dim", "6", "--min-count", "1", "--maxn", "4", "--bucket", "500", "-o", vectors).Succeeds();

        Assert.HasCount(3, Lm.Run("word2vec", "nearest", vectors, "cats", "-n", "2").Succeeds().Lines);
    }

    [TestMethod]
    public void Train_WrongUse_SaysSo()
    {
        Lm.Run("word2vec", "train", TestFiles.Text).Fails(2, "-o VECTORS");
        Lm.Run("word2vec", "train", TestFiles.Text, "-o", "x", "--dim", "0").Fails(2, "--dim must be from 1 to 4096");
        Lm.Run("word2vec", "train", TestFiles.Text, "-o", "x", "--min-count", "100").Fails(1, "lower --min-count");
    }

    [TestMethod]
    public void Evaluate_BothTests_CountsSkippedOnes()
    {
        string file = TestFiles.Write("evaluate.txt", Plane);
        string questions = TestFiles.Write("questions.txt", ": royal\nMan King woman queen\nman king woman apple\n: none\nman king dog cat\n");
        string pairs = TestFiles.Write("pairs.tsv", "word1\tword2\tscore\nman\tking\t9\nman\twoman\t5\nking\tapple\t1\nking\tdog\t1\n");

        LmResult result = Lm.Run("word2vec", "evaluate", file, "--analogies", questions, "--similarities", pairs, "--format", "json").Succeeds();

        Assert.AreEqual(
            """
            [{"test":"questions.txt","section":"royal","score":0.5,"correct":1,"asked":2,"skipped":0},{"test":"questions.txt","section":"none","score":null,"correct":0,"asked":0,"skipped":1},{"test":"questions.txt","section":"all","score":0.5,"correct":1,"asked":2,"skipped":1},{"test":"pairs.tsv","section":"","score":1,"correct":null,"asked":3,"skipped":1}]
            """,
            result.Lines[0]);
        Assert.HasCount(5, Lm.Run("word2vec", "evaluate", file, "--analogies", questions, "--similarities", pairs).Succeeds().Lines);
        Lm.Run("word2vec", "evaluate", file).Fails(2, "--analogies F");
        Lm.Run("word2vec", "evaluate", file, "--similarities", pairs, "--words", "-1").Fails(2, "--words is -1");
        Lm.Run("word2vec", "evaluate", file, "--analogies", TestFiles.Write("bad.txt", "a b c\n")).Fails(1, "bad.txt", "Line 1", "four words");
    }

    [TestMethod]
    public void Plot_Words_DrawsThemWithLabels()
    {
        string file = TestFiles.Write("plot.txt", Plane.Replace("apple", "<&>", StringComparison.Ordinal));
        string svg = TestFiles.PathOf("plot.svg");

        Lm.Run("word2vec", "plot", file, "-o", svg).Succeeds();

        System.Xml.Linq.XDocument picture = System.Xml.Linq.XDocument.Load(svg);
        CollectionAssert.AreEqual(
            new[] { "man", "king", "woman", "queen", "<&>" }, picture.Root!.Elements().Where(e => e.Name.LocalName == "text").Select(e => e.Value).ToArray());
        Lm.Run("word2vec", "plot", file, "man", "--around", "2", "-o", svg).Succeeds();
        Assert.AreEqual(3, System.Xml.Linq.XDocument.Load(svg).Root!.Elements().Count(e => e.Name.LocalName == "circle"));
    }

    [TestMethod]
    public void Phrases_OutputIsTheText_JoinsItsPhrases()
    {
        string text = TestFiles.Write("in-place.txt", "new york x\nnew york y\nz new w v\n");

        Lm.Run("word2vec", "phrases", text, "-o", text, "--min-count", "1", "--threshold", "1.5").Succeeds();

        Assert.AreEqual("new_york x\nnew_york y\nz new w v\n", File.ReadAllText(text));
    }

    [TestMethod]
    public void Phrases_Text_AreListedOrJoined()
    {
        string text = TestFiles.Write("phrases.txt", "new york x\nnew york y\nz new w v\n");
        string joined = TestFiles.PathOf("joined.txt");
        string[] settings = ["--min-count", "1", "--threshold", "1.5"];

        LmResult list = Lm.Run(["word2vec", "phrases", text, "--format", "json", .. settings]).Succeeds();
        Lm.Run(["word2vec", "phrases", text, "-o", joined, .. settings]).Succeeds();

        Assert.StartsWith("[{\"first\":\"new\",\"second\":\"york\",\"score\":1.66", list.Lines[0]);
        CollectionAssert.AreEqual(new[] { "new_york x", "new_york y", "z new w v" }, File.ReadAllLines(joined));
        Lm.Run("word2vec", "phrases", text, "--passes", "0").Fails(2, "--passes must be from 1 to 10");
        Lm.Run("word2vec", "phrases", text, "--scoring", "npmi", "--threshold", "100").Fails(2, "--threshold must be from -1 to 1");
        Lm.Run("word2vec", "phrases", "-").Fails(2, "several times, which standard input cannot be");
    }
}
