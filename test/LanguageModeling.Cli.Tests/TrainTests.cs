using System.IO.Compression;

namespace LanguageModeling.Tests;

/// <summary><c>lm ngram train</c>.</summary>
[TestClass]
public sealed class TrainTests
{
    public static IEnumerable<object[]> Goldens => KenLmGoldens.Names.Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Goldens))]
    public void Train_GoldenText_WritesTheArpaFileOfLmplzToTheByte(string golden)
    {
        string arpa = TestFiles.PathOf($"{golden}.arpa");

        Lm.Run(["ngram", "train", .. KenLmGoldens.TrainingArguments(golden), "--arpa", arpa]).Succeeds();

        CollectionAssert.AreEqual(File.ReadAllBytes(KenLmGoldens.PathOf($"arpa/{golden}.arpa")), File.ReadAllBytes(arpa));
    }

    [TestMethod]
    public void Train_LittleMemoryStandardInputOrCounts_WriteTheSameArpaFile()
    {
        string[] names = [.. new[] { "whole", "small", "input", "counted", "a.counts", "b.counts", "all.counts" }.Select(TestFiles.PathOf)];
        string[] lines = [.. Enumerable.Range(0, 4000).Select(i => $"w{i % 7} w{i % 11} w{i * i % 13} w{i % 3} w{i * 7 % 101}\n")];
        string text = TestFiles.Write("training.txt", string.Concat(lines));
        string first = TestFiles.Write("first.txt", string.Concat(lines[..1500]));
        string second = TestFiles.Write("second.txt", string.Concat(lines[1500..]));
        string[] options = ["--order", "4", "--discount-fallback", "--arpa"];

        Lm.Run(["ngram", "train", text, .. options, names[0]]).Succeeds();
        Lm.Run(["ngram", "train", text, "--memory", "1M", "--temp", TestFiles.PathOf("."), .. options, names[1]]).Succeeds();
        Lm.RunWithText(string.Concat(lines), ["ngram", "train", "-", .. options, names[2]]).Succeeds();
        Lm.Run("ngram", "count", first, "--order", "4", "-o", names[4]).Succeeds();
        Lm.Run("ngram", "count", second, "--order", "4", "-o", names[5]).Succeeds();
        Lm.Run("ngram", "merge", names[4], names[5], "-o", names[6]).Succeeds();
        Lm.Run(["ngram", "train", "--counts", names[6], .. options, names[3]]).Succeeds();

        foreach (string other in names[1..4])
        {
            CollectionAssert.AreEqual(File.ReadAllBytes(names[0]), File.ReadAllBytes(other), other);
        }
    }

    [TestMethod]
    [DataRow("12")]
    [DataRow("M")]
    [DataRow("200%")]
    [DataRow("-1G")]
    public void Train_MemoryThatIsNone_IsRefused(string memory)
    {
        LmResult result = Lm.Run("ngram", "train", TestFiles.Text, "--memory", memory, "--arpa", TestFiles.PathOf("never.arpa"));

        Assert.AreEqual(2, result.ExitCode);
        Assert.Contains("--memory", result.Error);
    }

    [TestMethod]
    public void Train_NoLastLineEnd_LeavesOutTheLastEnd()
    {
        // As in lmplz: 3 sentences, but the last, cut off, has no </s>. Order 1, maximum likelihood: 2 of 5 tokens are </s>.
        string text = TestFiles.Write("cut-off.txt", "a\na\na");
        string arpa = TestFiles.PathOf("cut-off.arpa");

        Lm.Run("ngram", "train", text, "--order", "1", "--smoothing", "mle", "-o", arpa).Succeeds();

        string end = File.ReadLines(arpa).Single(line => line.EndsWith("\t</s>", StringComparison.Ordinal));
        Assert.AreEqual(Math.Log10(0.4), double.Parse(end.Split('\t')[0], System.Globalization.CultureInfo.InvariantCulture), 1e-6);
    }

    [TestMethod]
    [DataRow("mkn")]
    [DataRow("kn")]
    [DataRow("absolute")]
    [DataRow("witten-bell")]
    [DataRow("witten-bell-backoff")]
    [DataRow("katz")]
    [DataRow("jelinek-mercer")]
    [DataRow("mle")]
    [DataRow("add-k")]
    [DataRow("stupid-backoff")]
    public void Train_EverySmoothing_GivesAModelThatScores(string smoothing)
    {
        string model = TestFiles.PathOf($"{smoothing}.model");

        Lm.Run("ngram", "train", TestFiles.Text, "--smoothing", smoothing, "--discount-fallback", "-o", model).Succeeds();

        Lm.RunWithText("the cat sat\n", "score", model).Succeeds();
    }

    [TestMethod]
    public void Train_HeldOutText_GivesTheWeights()
    {
        string other = TestFiles.Write("held-out.txt", "the cat sat\n");
        string[] arguments = ["ngram", "train", TestFiles.Text, "--smoothing", "jelinek-mercer", "--arpa"];
        string own = TestFiles.PathOf("own-weights.arpa");
        string given = TestFiles.PathOf("given-weights.arpa");

        Lm.Run([.. arguments, own]).Succeeds();
        Lm.Run([.. arguments, given, "--held-out", other]).Succeeds();

        Assert.AreNotEqual(File.ReadAllText(own), File.ReadAllText(given));
        Lm.Run([.. arguments, given, "--held-out", TestFiles.PathOf("none.txt")]).Fails(1, "none.txt", "does not exist");
        Lm.Run([.. arguments, given, "--held-out-interval", "1"]).Fails(2, "--held-out-interval must be at least 2");
    }

    [TestMethod]
    public void Train_OptionOfAnotherSmoothing_IsRefused()
        => Lm.Run("ngram", "train", TestFiles.Text, "--smoothing", "katz", "--vocab-pad", "100", "-o", TestFiles.PathOf("pad.lm")).Fails(2, "Katz", "--vocab-pad");

    [TestMethod]
    public void Train_Report_NamesTheNumberOfNgramsOfEachOrder()
    {
        LmResult result = Lm.Run("ngram", "train", TestFiles.Text, "--order", "2", "--discount-fallback", "-o", TestFiles.PathOf("report.lm")).Succeeds();

        Assert.HasCount(3, result.Lines);
        CollectionAssert.AreEqual(new[] { "order", "n-grams" }, result.Lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        CollectionAssert.AreEqual(new[] { "1", "19" }, result.Lines[1].Split(' ', StringSplitOptions.RemoveEmptyEntries)); // 16 words and 3 special tokens
    }

    [TestMethod]
    public void Train_LimitVocabulary_LeavesOutOtherWords()
    {
        string words = TestFiles.Write("words.txt", "the cat\nsat");
        string arpa = TestFiles.PathOf("limited.arpa");

        Lm.Run("ngram", "train", TestFiles.Text, "--order", "2", "--discount-fallback", "--limit-vocab-file", words, "-o", arpa).Succeeds();

        Assert.Contains("ngram 1=6\n", File.ReadAllText(arpa));
    }

    [TestMethod]
    [DataRow("whitespace", "\uFEFFa")] // lmplz knows no such mark
    [DataRow("words", "a")]
    public void Train_ByteOrderMark_IsPartOfTheWordAsForLmplz(string tokenizer, string word)
    {
        string text = TestFiles.Write($"mark-{tokenizer}.txt", "\uFEFFa b\n");
        string arpa = TestFiles.PathOf($"mark-{tokenizer}.arpa");

        Lm.Run("ngram", "train", text, "--order", "1", "--smoothing", "mle", "--tokenizer", tokenizer, "-o", arpa).Succeeds();

        Assert.Contains($"\t{word}\n", File.ReadAllText(arpa));
    }

    [TestMethod]
    public void Train_SeveralFilesAndLowercase_AreOneText()
    {
        string one = TestFiles.Write("upper.txt", "The Cat\n");
        string two = TestFiles.Write("lower.txt", "the cat\n");
        string arpa = TestFiles.PathOf("lowercase.arpa");

        Lm.Run("ngram", "train", one, two, "--order", "2", "--lowercase", "--smoothing", "mle", "-o", arpa).Succeeds();

        Assert.Contains("ngram 1=5\nngram 2=3\n", File.ReadAllText(arpa));
    }

    [TestMethod]
    public void Train_ZipAndArpa_HoldTheSameModel()
    {
        string zip = TestFiles.PathOf("both.zip");
        string arpa = TestFiles.PathOf("both.arpa");

        Lm.Run("ngram", "train", TestFiles.Text, "--discount-fallback", "-o", zip, "--arpa", arpa).Succeeds();

        Assert.AreEqual(File.ReadAllText(TestFiles.PathOf("model.arpa")), File.ReadAllText(arpa));
        using ZipArchive archive = ZipFile.OpenRead(zip);
        Assert.IsTrue(archive.Entries.Any(entry => entry.FullName.EndsWith("Model.key", StringComparison.Ordinal)));
    }

    [TestMethod]
    [DataRow("quantized.lm")]
    [DataRow("quantized.zip")]
    public void Train_CompactAndQuantized_IsWrittenInThatForm(string name)
    {
        string model = TestFiles.PathOf(name);
        string arpa = TestFiles.PathOf($"{name}.arpa");
        string converted = TestFiles.PathOf($"{name}.converted.lm");
        string[] form = ["--format", "compact", "--quantize-probabilities", "4", "--quantize-backoffs", "3"];

        Lm.Run(["ngram", "train", TestFiles.Text, "--discount-fallback", "-o", model, "--arpa", arpa, .. form]).Succeeds();
        Lm.Run(["ngram", "convert", arpa, "-o", converted, .. form]).Succeeds();

        Assert.AreEqual(File.ReadAllText(TestFiles.PathOf("model.arpa")), File.ReadAllText(arpa));
        Assert.AreEqual(Lm.RunWithText("the cat ran\n", "score", converted).Output, Lm.RunWithText("the cat ran\n", "score", model).Succeeds().Output);
        Assert.IsEmpty(Directory.GetFiles(TestFiles.PathOf("."), $"{name}*.tmp"));
    }

    [TestMethod]
    public void Train_CountsToAPipeline_GivesTheSameModelAsTheText()
    {
        string counts = TestFiles.PathOf("for-zip.counts");
        string zip = TestFiles.PathOf("from-counts.zip");

        Lm.Run("ngram", "count", TestFiles.Text, "-o", counts).Succeeds();
        Lm.Run("ngram", "train", "--counts", counts, "--discount-fallback", "-o", zip).Succeeds();

        Assert.AreEqual(Lm.RunWithText("the cat ran\n", "score", TestFiles.PathOf("model.zip")).Output, Lm.RunWithText("the cat ran\n", "score", zip).Succeeds().Output);
    }

    [TestMethod]
    [DataRow("x.zip", "--format arpa", "ML.NET pipeline", "--format fast or compact")]
    [DataRow("x.arpa", "--quantize-backoffs 8", "ARPA files are not quantized", "--format compact")]
    [DataRow("x.lm", "--quantize-backoffs 8", "--quantize-backoffs", "choose the compact form")]
    [DataRow("x.lm", "--format compact --quantize-backoffs 17", "--quantize-backoffs must be from 2 to 16", "8 is usual")]
    [DataRow("x.lm", "--format compact --smoothing mle", "MaximumLikelihood", "--format")]
    [DataRow("x.arpa", "--arpa y.arpa", "-o and --arpa", "Leave one of them out")]
    public void Train_FormThatCannotBe_IsRefused(string name, string options, string fault, string cure)
        => Lm.Run(["ngram", "train", TestFiles.Text, "-o", TestFiles.PathOf(name), .. options.Split(' ')]).Fails(2, fault, cure);

    [TestMethod]
    [DataRow("--order 0", "--order must be from 1 to 16")]
    [DataRow("--smoothing x", "--smoothing: ", "'witten-bell'")]
    [DataRow("--tokenizer x", "--tokenizer: ", "'cjk'")]
    [DataRow("--format x", "--format: ", "'compact'")]
    [DataRow("--interpolate-unigrams x", "--interpolate-unigrams: ", "'false'")]
    [DataRow("--k -1 --smoothing add-k", "--k must be a number above 0")]
    [DataRow("--alpha 2 --smoothing stupid-backoff", "--alpha must be above 0 and at most 1")]
    [DataRow("--prune 1 0", "--prune must not be negative and must not decrease", "as in 0, 0, 1")]
    [DataRow("--prune 1 2 3 4", "--prune must have at most one value for each of the 3 orders")]
    [DataRow("--prune x", "'--prune'")]
    [DataRow("--vocab-pad -1", "--vocab-pad must not be negative")]
    [DataRow("--discount-fallback 9", "--discount-fallback must be from 0 to 1 for n-grams seen 1 time,")]
    [DataRow("--memory 10K", "--memory must be at least 1 MB")]
    [DataRow("--interpolate-unigrams 0 --smoothing add-k", "AddK smoothing cannot switch --interpolate-unigrams off")]
    public void Train_OptionOutOfRange_IsNamedWithTheCure(string options, params string[] texts)
        => Lm.Run(["ngram", "train", TestFiles.Text, "-o", TestFiles.PathOf("never.lm"), .. options.Split(' ')]).Fails(2, texts);

    [TestMethod]
    public void Train_FormWithoutAModel_IsRefused()
        => Lm.Run("ngram", "train", TestFiles.Text, "--arpa", TestFiles.PathOf("x.arpa"), "--format", "compact").Fails(2, "--format", "-o MODEL");

    [TestMethod]
    public void Train_ChineseByCharacters_ScoresChinese()
    {
        string text = TestFiles.Write("zh.txt", "你好世界\n你好吗\n世界很大\n");
        string model = TestFiles.PathOf("zh.zip");

        Lm.Run("ngram", "train", text, "--tokenizer", "characters", "--order", "2", "--smoothing", "add-k", "--k", "0.5", "-o", model).Succeeds();

        string scored = Lm.RunWithText("你好世界\n", "score", model, "--format", "tsv").Succeeds().Lines[1];
        Assert.AreEqual("你好世界", scored.Split('\t')[0]);
        Assert.AreEqual("5", scored.Split('\t')[2]);
        Assert.AreEqual("0", scored.Split('\t')[3]);
    }

    [TestMethod]
    public void Train_TextTooSmall_NamesTheOptionThatHelps()
    {
        string text = TestFiles.Write("small.txt", "a b\n");

        Lm.Run("ngram", "train", text, "-o", TestFiles.PathOf("small.lm")).Fails(1, "too small", "--discount-fallback");
        Assert.IsFalse(File.Exists(TestFiles.PathOf("small.lm")));
    }

    [TestMethod]
    public void Train_SpecialTokenInText_IsRefusedOrSkipped()
    {
        string text = TestFiles.Write("special.txt", "a <s> b\n");
        string[] arguments = ["ngram", "train", text, "--order", "1", "--smoothing", "mle", "-o", TestFiles.PathOf("special.lm")];

        Lm.Run(arguments).Fails(1, "special.txt", "line 1", "<s>", "--skip-symbols");
        Lm.Run([.. arguments, "--skip-symbols"]).Succeeds();
    }
}
