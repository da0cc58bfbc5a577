using System.Text;
using LanguageModeling.Arpa;
using LanguageModeling.DiskEstimation;
using LanguageModeling.Estimation;
using LanguageModeling.FastEstimation;
using LanguageModeling.FastReading;
using LanguageModeling.Records;
using LanguageModeling.Tests.FastEstimation;

namespace LanguageModeling.Tests.DiskEstimation;

/// <summary>Texts larger than memory, and counts in files, must give the ARPA files of the plain form, to the byte; nothing may be left behind.</summary>
[TestClass]
public sealed class DiskTrainingTests
{
    private static readonly NgramOptions Fallback = new() { Order = 3, DiscountFallback = NgramOptions.UsualDiscountFallback };

    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    [TestCleanup]
    public void Delete() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public void Estimate_RandomTextInParts_EqualsThePlainForm()
    {
        for (int seed = 0; seed < 100; seed++)
        {
            (string text, NgramOptions options, bool fixedIds) = RandomTraining.Make(seed);

            string plain = TestTexts.ToArpa(TestTexts.TrainPlain(text, options, fixedIds));
            Assert.AreEqual(plain, InParts(text, options, fixedIds, partLength: 1 + (seed * 7 % 400)), $"seed {seed}, {options}");
        }
    }

    [TestMethod]
    public void Train_MemoryForAPartOfTheText_SortsOnDiskAndGivesTheSameFiles()
    {
        string text = Write("text", TestTexts.Generated(30_000)); // 165,000 tokens; a megabyte is for 15,000
        NgramOptions options = Fallback with { Order = 4, TemporaryFolder = Folder("temp") };

        IReadOnlyList<long> counts = NgramFileTraining.Train([text], new() { ArpaPath = PathOf("a.arpa"), ModelPath = PathOf("a.lm") }, options);
        IReadOnlyList<long> small = NgramFileTraining.Train(
            [text], new() { ArpaPath = PathOf("b.arpa"), ModelPath = PathOf("b.lm") }, options with { MemoryLimit = 1 << 20 });

        CollectionAssert.AreEqual(counts.ToArray(), small.ToArray());
        CollectionAssert.AreEqual(File.ReadAllBytes(PathOf("a.arpa")), File.ReadAllBytes(PathOf("b.arpa")));
        CollectionAssert.AreEqual(File.ReadAllBytes(PathOf("a.lm")), File.ReadAllBytes(PathOf("b.lm")));
        Assert.AreEqual(TestTexts.ToArpa(TestTexts.TrainPlain(TestTexts.Generated(30_000), options)), File.ReadAllText(PathOf("a.arpa")));
        Assert.IsEmpty(Directory.GetFileSystemEntries(PathOf("temp")));
    }

    [TestMethod]
    public void Train_IdsThatDoNotFit_GiveTheSameModel()
    {
        NgramLanguageModel model = TestTexts.Train(TestTexts.Generated(3_000), Fallback);
        int[][] sentences = [.. TestTexts.Generated(6_000).Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => model.Vocabulary.GetId(word)).ToArray())];

        string inMemory = TestTexts.ToArpa(NgramLanguageModel.Train(sentences, model.Vocabulary, Fallback));
        string onDisk = TestTexts.ToArpa(NgramLanguageModel.Train(sentences, model.Vocabulary, Fallback with { MemoryLimit = 1 << 20, TemporaryFolder = _folder }));

        Assert.AreEqual(inMemory, onDisk);
    }

    [TestMethod]
    [DataRow("Reading")]
    [DataRow("Sorting")]
    [DataRow("Counting")]
    [DataRow("Estimating")]
    [DataRow("Writing")]
    public void Train_CancelledInAnyPhase_LeavesNothingBehind(string phase)
    {
        string text = Write("text", TestTexts.Generated(20_000));
        using var source = new CancellationTokenSource();
        NgramOptions options = Fallback with
        {
            MemoryLimit = 1 << 20,
            TemporaryFolder = Folder("temp"),
            CancellationToken = source.Token,
            Progress = new CancelAt(source, phase),
        };

        Assert.Throws<OperationCanceledException>(() => NgramFileTraining.Train([text], new() { ArpaPath = PathOf("a.arpa"), ModelPath = PathOf("a.lm") }, options));

        CollectionAssert.AreEquivalent((string[])[text, PathOf("temp")], Directory.GetFileSystemEntries(_folder));
        Assert.IsEmpty(Directory.GetFileSystemEntries(PathOf("temp")));
    }

    [TestMethod]
    public void Train_NoFolderForTheModel_IsToldBeforeTheTextIsRead()
    {
        var files = new NgramTrainingFiles { ModelPath = PathOf("none/a.lm") };

        var error = Assert.ThrowsExactly<DirectoryNotFoundException>(() => NgramFileTraining.Train([PathOf("no text")], files, Fallback));

        Assert.Contains("none/a.lm: there is no such folder", error.Message);
    }

    [TestMethod]
    public void Train_CompactFormOfCounts_IsRefused()
    {
        var files = new NgramTrainingFiles { ModelPath = PathOf("a.lm"), ModelOptions = new() { Format = NgramFileFormat.Compact } };

        var error = Assert.ThrowsExactly<ArgumentException>(() => NgramFileTraining.Train([PathOf("no text")], files, new NgramOptions { Smoothing = NgramSmoothing.AddK }));

        Assert.Contains("AddK smoothing keeps counts", error.Message);
    }

    [TestMethod]
    public void Train_TextThatIsRefused_LeavesNothingBehind()
    {
        string text = Write("text", TestTexts.Generated(20_000) + "a <s> b\n");
        NgramOptions options = Fallback with { MemoryLimit = 1 << 20, TemporaryFolder = Folder("temp") };

        Assert.ThrowsExactly<InvalidDataException>(() => NgramFileTraining.Train([text], new() { ArpaPath = PathOf("a.arpa") }, options));

        CollectionAssert.AreEquivalent((string[])[text, PathOf("temp")], Directory.GetFileSystemEntries(_folder));
        Assert.IsEmpty(Directory.GetFileSystemEntries(PathOf("temp")));
    }

    [TestMethod]
    public void TrainFromCounts_PartsCountedApart_GiveTheModelOfTheWholeText()
    {
        string[] lines = TestTexts.Generated(600).Split('\n')[..^1];
        string[] parts = [Join(lines[..150]), Join(lines[150..151]), Join(lines[151..])];
        string[] counts = [.. parts.Select((part, i) => Count(part, $"part{i}"))];
        NgramFileTraining.Train([Write("whole", string.Concat(parts))], new() { ArpaPath = PathOf("whole.arpa") }, Fallback);

        NgramFileTraining.TrainFromCounts(counts, new() { ArpaPath = PathOf("a.arpa") }, Fallback);
        long merged = NgramFileTraining.Merge(counts, PathOf("all"));
        NgramFileTraining.TrainFromCounts([PathOf("all")], new() { ArpaPath = PathOf("b.arpa") }, Fallback);

        Assert.AreEqual(File.ReadAllText(PathOf("whole.arpa")), File.ReadAllText(PathOf("a.arpa")));
        Assert.AreEqual(File.ReadAllText(PathOf("whole.arpa")), File.ReadAllText(PathOf("b.arpa")));
        Assert.AreEqual(merged, NgramFileTraining.Count([PathOf("whole")], PathOf("whole.counts"), Fallback));
        CollectionAssert.AreEqual(File.ReadAllBytes(PathOf("whole.counts")), File.ReadAllBytes(PathOf("all")));
    }

    [TestMethod]
    public void TrainFromCounts_LastLineOpen_IsCutOffAsInTheText()
    {
        string text = TestTexts.Generated(50) + "w1 w2";
        NgramFileTraining.TrainFromCounts([Count(text, "counts")], new() { ArpaPath = PathOf("a.arpa") }, Fallback);

        Assert.AreEqual(TestTexts.ToArpa(TestTexts.TrainPlain(text, Fallback)), File.ReadAllText(PathOf("a.arpa")));
    }

    [TestMethod]
    public void TrainFromCounts_WrongOrderOrSmoothing_IsRefused()
    {
        string counts = Count("a b\n", "counts");
        var files = new NgramTrainingFiles { ArpaPath = PathOf("a.arpa") };

        var order = Assert.ThrowsExactly<InvalidDataException>(() => NgramFileTraining.TrainFromCounts([counts], files, Fallback with { Order = 2 }));
        var smoothing = Assert.ThrowsExactly<ArgumentException>(() => NgramFileTraining.TrainFromCounts([counts], files, Fallback with { Smoothing = NgramSmoothing.Katz }));
        var none = Assert.ThrowsExactly<ArgumentException>(() => NgramFileTraining.TrainFromCounts([], files));
        var nothing = Assert.ThrowsExactly<ArgumentException>(() => NgramFileTraining.TrainFromCounts([counts], new(), Fallback));

        Assert.Contains("these are counts of order 3, not 2", order.Message);
        Assert.Contains("Counts serve ModifiedKneserNey; Katz needs the text.", smoothing.Message);
        Assert.Contains("Name at least one file.", none.Message);
        Assert.Contains("There is no file to write.", nothing.Message);
    }

    [TestMethod]
    public void TrainFromCounts_DamagedFiles_AreRefused()
    {
        byte[] good = File.ReadAllBytes(Count(TestTexts.Generated(20), "counts"));
        var random = new Random(5);
        for (int i = 0; i < 500; i++)
        {
            byte[] bad = [.. good];
            bad[random.Next(bad.Length)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(PathOf("bad"), i % 2 == 0 ? bad : good[..random.Next(good.Length)]);

            Assert.Throws<InvalidDataException>(() => NgramFileTraining.TrainFromCounts([PathOf("bad")], new() { ArpaPath = PathOf("a.arpa") }, Fallback));
        }
    }

    [TestMethod]
    [DataRow("1 3 0 0 1", "an N-gram is out of order or cannot be")] // ends in <s>
    [DataRow("3 1 4 0 1", "an N-gram is out of order or cannot be")] // a word before <s>
    [DataRow("3 1 1 0 0", "an N-gram is out of order or cannot be")] // no count
    [DataRow("9 1 1 0 1", "an N-gram is out of order or cannot be")] // no such word
    public void TrainFromCounts_NgramsThatCannotBe_AreRefused(string numbers, string message)
    {
        int[] record = [.. numbers.Split(' ').Select(int.Parse)];
        (record[3], record[4]) = (record[4], record[3]);
        var vocabulary = new Vocabulary(["<unk>", "<s>", "</s>", "a", "b"], new SpecialTokens { Unknown = 0, BeginningOfSequence = 1, EndOfSequence = 2 });
        var bytes = new MemoryStream();
        var writer = new RecordWriter(bytes, CountedText.ShapeOf(3));
        writer.Write(record);
        writer.Flush();
        CountFiles.Write(
            PathOf("bad"),
            new CountedText(vocabulary, 3, false, false, () => new RecordReader(new MemoryStream(bytes.ToArray()), CountedText.ShapeOf(3))),
            CancellationToken.None);

        var error = Assert.ThrowsExactly<InvalidDataException>(() => NgramFileTraining.Merge([PathOf("bad")], PathOf("out")));

        Assert.Contains(message, error.Message);
        Assert.IsFalse(File.Exists(PathOf("out")));
    }

    [TestMethod]
    public void Train_OtherSmoothing_WritesTheSameFiles()
    {
        string text = TestTexts.Generated(50);
        NgramOptions options = Fallback with { Smoothing = NgramSmoothing.WittenBell };

        NgramFileTraining.Train([Write("text", text)], new() { ArpaPath = PathOf("a.arpa"), ModelPath = PathOf("a.lm") }, options);

        Assert.AreEqual(TestTexts.ToArpa(TestTexts.Train(text, options)), File.ReadAllText(PathOf("a.arpa")));
        Assert.AreEqual(NgramSmoothing.WittenBell, NgramLanguageModel.Load(PathOf("a.lm")).Smoothing);
    }

    private static string Join(string[] lines) => string.Concat(lines.Select(line => line + "\n"));

    private string InParts(string text, NgramOptions options, bool fixedIds, int partLength)
    {
        using var files = new TemporaryFiles(_folder);
        using var runs = new CountRuns(options.Order, files, CancellationToken.None);
        using var corpus = new CorpusIds(1, 2) { Limit = () => partLength, Full = AddPart };
        var reader = new FastTextReader(options, new TextReadingOptions(), corpus, blockSize: 50);
        reader.Read(TestTexts.ToStream(text), "text");
        reader.Finish();
        runs.Add(corpus);

        using var training = new KneserNeyTraining(options with { MemoryLimit = 1 << 20, TemporaryFolder = _folder });
        using IRecordSource merged = runs.Merge();
        var arpa = new MemoryStream();
        training.TrainFromCounts(training.Merge(merged, reader.Vocabulary, corpus.IsCutOff) with { FixedIds = fixedIds }, new ArpaSink(arpa));
        return Encoding.UTF8.GetString(arpa.ToArray());

        void AddPart(CorpusIds part)
        {
            runs.Add(part);
            part.Clear();
        }
    }

    private string Count(string text, string name)
    {
        NgramFileTraining.Count(TestTexts.ToStream(text), PathOf(name), Fallback);
        return PathOf(name);
    }

    private string PathOf(string name) => Path.Combine(_folder, name);

    private string Folder(string name) => Directory.CreateDirectory(PathOf(name)).FullName;

    private string Write(string name, string text)
    {
        File.WriteAllText(PathOf(name), text);
        return PathOf(name);
    }

    private sealed class CancelAt(CancellationTokenSource source, string phase) : IProgress<NgramProgress>
    {
        public void Report(NgramProgress value)
        {
            if (value.Phase == phase)
            {
                source.Cancel();
            }
        }
    }
}
