using System.IO.Compression;
using System.Text;

namespace LanguageModeling.Tests.Arpa;

[TestClass]
public sealed class ArpaReadingTests
{
    private const double Ln10 = 2.302585092994046;

    private const string Plain = "\\data\\\nngram 1=4\nngram 2=2\n\n\\1-grams:\n-1\t<unk>\t0\n0\t<s>\t-0.5\n-0.5\t</s>\t0\n-0.25\ta\t-0.125\n\n\\2-grams:\n-0.1\ta </s>\n-0.2\t<s> a\n\n\\end\\\n";

    public static IEnumerable<object[]> Lenient =>
    [
        ["carriage returns", Plain.Replace("\n", "\r\n", StringComparison.Ordinal)],
        ["byte order mark", "\uFEFF" + Plain],
        ["spaces for tabs", Plain.Replace('\t', ' ')],
        ["tabs for spaces", Plain.Replace("<s> a", "<s>\ta", StringComparison.Ordinal).Replace("a </s>", "a\t</s>", StringComparison.Ordinal)],
        ["spaces at line ends", Plain.Replace("\n", " \t\n", StringComparison.Ordinal)],
        ["no back-off weights of 0", Plain.Replace("\t0\n", "\n", StringComparison.Ordinal)],
        ["no blank lines", Plain.Replace("\n\n", "\n", StringComparison.Ordinal)],
        ["more blank lines", "\n\n" + Plain.Replace("\n", "\n\n", StringComparison.Ordinal)],
        ["no line feed at the end", Plain.TrimEnd('\n')],
        ["text after the end", Plain + "\nsomething"],
        ["comments before", "# made by hand\n# twice\n" + Plain],
        ["spaces in the header", Plain.Replace("ngram 1=4", "ngram  1 = 4", StringComparison.Ordinal)],
        ["other notation", Plain.Replace("-0.25", "-2.5e-1", StringComparison.Ordinal)],
        ["other order of lines", Plain.Replace("-0.1\ta </s>\n-0.2\t<s> a\n", "-0.2\t<s> a\n-0.1\ta </s>\n", StringComparison.Ordinal)],
    ];

    public static IEnumerable<object[]> Faults =>
    [
        ["", "line 1: expected \"\\data\\\" but the file ends. It may be cut short, or no ARPA file; fetch or make it anew."],
        ["hello\n", "line 1: expected \"\\data\\\" but found \"hello\". Check that this is an ARPA file and that it is whole."],
        ["\\data\\\n\\1-grams:\n", "line 2: expected \"ngram 1=\" and a number but found \"\\1-grams:\"."],
        [Plain.Replace("ngram 1=4", "ngram 2=4", StringComparison.Ordinal), "line 2: expected \"ngram 1=\" and a number but found \"ngram 2=4\"."],
        [Plain.Replace("ngram 1=4", "ngram 1=-4", StringComparison.Ordinal), "line 2: expected \"ngram 1=\" and a number but found \"ngram 1=-4\"."],
        [Plain.Replace("ngram 1=4", "ngram 1=99999999999999999999", StringComparison.Ordinal), "line 2: expected \"ngram 1=\" and a number"],
        [Plain.Replace("\\1-grams:", "\\unigrams:", StringComparison.Ordinal), "line 5: expected \"\\1-grams:\" but found \"\\unigrams:\"."],
        [Plain.Replace("ngram 1=4", "ngram 1=5", StringComparison.Ordinal), "line 11: the header promises 5 1-grams but 4 were read. The file may be cut short; fetch or make it anew."],
        [Plain.Replace("ngram 1=4", "ngram 1=3", StringComparison.Ordinal), "line 9: the header promises 3 1-grams but here is one more: \"-0.25\uFFFDa\uFFFD-0.125\"."],
        [Plain.Replace("-0.1\ta </s>", "-0.1\ta", StringComparison.Ordinal), "line 12: expected a log probability, 2 words, but found \"-0.1\uFFFDa\". Words must not hold spaces; check that the line is whole."],
        [Plain.Replace("-0.25\ta", "-0.25\ta b", StringComparison.Ordinal), "line 9: expected a log probability, 1 word and perhaps a back-off weight, but found"],
        [Plain.Replace("-0.25", "-0,25", StringComparison.Ordinal), "line 9: expected a log probability but found \"-0,25\". Check that the line is whole and its numbers are written with a decimal point."],
        [Plain.Replace("-0.125", "nan", StringComparison.Ordinal), "line 9: expected a back-off weight but found \"nan\"."],
        [Plain.Replace("-0.25", "0.25", StringComparison.Ordinal), "line 9: the log probability \"0.25\" is above 0. Set ClampPositiveLogProbabilities to take such as 0, or make the file anew."],
        [Plain.Replace("-0.25\ta", "-0.25\t</s>", StringComparison.Ordinal), "line 9: the word \"</s>\" is listed twice. Remove one of the lines."],
        [Plain.Replace("a </s>", "b </s>", StringComparison.Ordinal), "line 12: the word \"b\" is not among the 1-grams. Every word needs a 1-gram; make the file anew."],
        [Plain.Replace("a </s>", "<s> a", StringComparison.Ordinal), "the 2-gram \"<s> a\" is listed twice. Remove one of the lines."],
        [Plain.Replace("\\end\\", "\\3-grams:", StringComparison.Ordinal), "line 15: expected \"\\end\\\" but found \"\\3-grams:\"."],
        [Plain[..Plain.IndexOf("\\end", StringComparison.Ordinal)], "line 15: expected \"\\end\\\" but the file ends."],
        ["version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n", "expected ARPA text but found a Git LFS pointer"],
        ["PK\u0003\u0004" + Plain, "expected ARPA text but found a ZIP archive"],
    ];

    [TestMethod]
    [DynamicData(nameof(Lenient))]
    public void LoadArpa_OtherForm_ReadsTheSame(string form, string arpa)
        => Assert.AreEqual(Plain, TestTexts.ToArpa(TestTexts.FromArpa(arpa)), form);

    [TestMethod]
    [DynamicData(nameof(Faults))]
    public void LoadArpa_Fault_NamesLineAndCure(string arpa, string message)
    {
        var error = Assert.ThrowsExactly<InvalidDataException>(() => TestTexts.FromArpa(arpa));

        Assert.StartsWith("ARPA data", error.Message);
        Assert.Contains(message, error.Message);
    }

    [TestMethod]
    public void LoadArpa_File_NamesTheFile()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, Plain.Replace("-0.25", "x", StringComparison.Ordinal));

            var error = Assert.ThrowsExactly<InvalidDataException>(() => NgramLanguageModel.LoadArpa(path));

            Assert.StartsWith($"{path}, line 9: ", error.Message);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [TestMethod]
    public void LoadArpa_InvalidUtf8_NamesTheWord()
    {
        byte[] bytes = Encoding.Latin1.GetBytes(Plain.Replace("-0.25\ta", "-0.25\tcaf\u00E9", StringComparison.Ordinal));

        var error = Assert.ThrowsExactly<InvalidDataException>(() => NgramLanguageModel.LoadArpa(new MemoryStream(bytes)));

        Assert.Contains("line 9: the word \"caf\uFFFD\" is not UTF-8. Convert the file to UTF-8", error.Message);
    }

    [TestMethod]
    public void LoadArpa_Utf16_SaysSo()
    {
        byte[] bytes = [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Plain)];

        var error = Assert.ThrowsExactly<InvalidDataException>(() => NgramLanguageModel.LoadArpa(new MemoryStream(bytes)));

        Assert.Contains("found UTF-16", error.Message);
    }

    [TestMethod]
    [DataRow("mmap lm http://kheafield.com/code format version 5\n\0", "is a KenLM binary, which only KenLM reads. Give the ARPA file that it was built from.")]
    [DataRow("blmt 2 4 2\n", "is an IRSTLM binary. Turn it into ARPA with \"compile-lm --text=yes\".")]
    [DataRow("Qblmt 2 4 2\n", "is an IRSTLM binary.")]
    [DataRow("iARPA\n\n\\data\\\n", "is an intermediate file of IRSTLM (\"iARPA\"). Turn it into ARPA with \"compile-lm --text=yes\".")]
    [DataRow("\\data\\\nngram 1=1\nngram 2=1\nngram 3=1\nngram 4=1\nngram 5=1\nngram 6=1\nngram 7=1\nngram 8=1\nngram 9=1\nngram 10=1\nngram 11=1\nngram 12=1\nngram 13=1\nngram 14=1\nngram 15=1\nngram 16=1\nngram 17=1\n", "holds n-grams of more than 16 words")]
    public void LoadArpa_OtherKindOfModel_IsNamed(string start, string message)
    {
        var error = Assert.ThrowsExactly<NotSupportedException>(() => TestTexts.FromArpa(start));

        Assert.Contains(message, error.Message);
    }

    [TestMethod]
    public void LoadArpa_NoUnknownWord_AddsOneAndReports()
    {
        NgramLanguageModel model = TestTexts.FromArpa(Plain.Replace("ngram 1=4", "ngram 1=3", StringComparison.Ordinal).Replace("-1\t<unk>\t0\n", "", StringComparison.Ordinal));

        Assert.AreEqual(-100 * Ln10, model.Query([], model.Vocabulary.GetId("never")).LogProbability, 1e-9);
        CollectionAssert.AreEqual((string[])["The file has no <unk>; it was added with a log10 probability of -100."], model.ArpaReport!.Warnings.ToArray());
    }

    [TestMethod]
    public void LoadArpa_NoSentenceMarks_Reports()
    {
        NgramLanguageModel model = TestTexts.FromArpa("\\data\\\nngram 1=2\n\n\\1-grams:\n-1\t<UNK>\n-0.25\ta\n\n\\end\\\n");

        Assert.AreEqual(new SpecialTokens { Unknown = 0 }, model.SpecialTokens);
        Assert.HasCount(2, model.ArpaReport!.Warnings);
    }

    [TestMethod]
    public void LoadArpa_EmptyOrders_AreRead()
    {
        NgramLanguageModel model = TestTexts.FromArpa(
            "\\data\\\nngram 1=2\nngram 2=0\nngram 3=0\n\n\\1-grams:\n-1\t<unk>\n-99\t<s>\t-0.5\n\n\\2-grams:\n\n\\end\\\n");

        CollectionAssert.AreEqual((long[])[2, 0, 0], model.NgramCounts.ToArray());
        Assert.AreEqual(-1.5 * Ln10, model.Query([1], 0).LogProbability, 1e-6);
    }

    [TestMethod]
    public void LoadArpa_PositiveLogProbability_IsClampedOnRequest()
    {
        string arpa = Plain.Replace("-0.25", "0.25", StringComparison.Ordinal);

        NgramLanguageModel model = TestTexts.FromArpa(arpa, new ArpaReadingOptions { ClampPositiveLogProbabilities = true });

        Assert.AreEqual(0, model.Query([], 3).LogProbability);
        CollectionAssert.AreEqual((string[])["1 log probabilities above 0 were taken as 0, the first in line 9."], model.ArpaReport!.Warnings.ToArray());
    }

    [TestMethod]
    public void LoadArpa_ZeroProbabilitiesAndWeights_AreRead()
    {
        NgramLanguageModel model = TestTexts.FromArpa(Plain.Replace("-0.25\ta\t-0.125", "-inf\ta\t-inf", StringComparison.Ordinal));

        Assert.AreEqual(double.NegativeInfinity, model.Query([], 3).LogProbability);
        Assert.AreEqual(double.NegativeInfinity, model.Query([3], 0).LogProbability);
        Assert.AreEqual(-0.1 * Ln10, model.Query([3], 2).LogProbability, 1e-6);
    }

    [TestMethod]
    public void LoadArpa_BackoffAtTheHighestOrder_IsLeftOutAndReported()
    {
        NgramLanguageModel model = TestTexts.FromArpa(Plain.Replace("-0.2\t<s> a", "-0.2\t<s> a\t0", StringComparison.Ordinal));

        Assert.AreEqual(Plain, TestTexts.ToArpa(model));
        Assert.Contains("the first in line 13", model.ArpaReport!.Warnings.Single());
    }

    [TestMethod]
    public void LoadArpa_ContextMissing_IsAddedWithTheProbabilityOfBackoff()
    {
        // SRILM leaves out contexts when it prunes: here "a b" of "a b c", and with it "b" is reached from "a" by back-off.
        const string arpa = "\\data\\\nngram 1=4\nngram 2=1\nngram 3=1\n\n\\1-grams:\n-1\t<unk>\t0\n-0.5\ta\t-0.25\n-0.75\tb\t-0.125\n-0.625\tc\n\n"
            + "\\2-grams:\n-0.375\tb c\n\n\\3-grams:\n-0.0625\ta b c\n\n\\end\\\n";

        NgramLanguageModel model = TestTexts.FromArpa(arpa);

        Assert.AreEqual(-0.0625 * Ln10, model.Query([1, 2], 3).LogProbability, 1e-9);
        Assert.AreEqual((-0.25 - 0.75) * Ln10, model.Query([1], 2).LogProbability, 1e-9);
        Assert.AreEqual((-0.125 - 0.5) * Ln10, model.Query([1, 2], 1).LogProbability, 1e-9);
        Assert.Contains("1 n-grams that begin or end longer ones were missing", model.ArpaReport!.Warnings[^1]);
    }

    [TestMethod]
    public void LoadArpa_SuffixMissing_FindsTheLongerNgramAllTheSame()
    {
        const string arpa = "\\data\\\nngram 1=4\nngram 2=1\nngram 3=1\n\n\\1-grams:\n-1\t<unk>\t0\n-0.5\ta\t-0.25\n-0.75\tb\t-0.125\n-0.625\tc\n\n"
            + "\\2-grams:\n-0.375\ta b\t-0.5\n\n\\3-grams:\n-0.0625\ta b c\n\n\\end\\\n";

        NgramScore score = TestTexts.FromArpa(arpa).Query([1, 2], 3);

        Assert.AreEqual(-0.0625 * Ln10, score.LogProbability, 1e-9);
        Assert.AreEqual(3, score.MatchedLength);
    }

    [TestMethod]
    public void LoadArpa_HugeCountsInTheHeader_CostNothing()
    {
        string arpa = Plain.Replace("ngram 1=4", "ngram 1=9000000000000000000", StringComparison.Ordinal);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.ThrowsExactly<InvalidDataException>(() => TestTexts.FromArpa(arpa));

        Assert.IsLessThan(2_000_000, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [TestMethod]
    public void LoadArpa_GzipDamagedOrCut_SaysSo()
    {
        byte[] packed = Pack(TestTexts.ToArpa(TestTexts.Train(TestTexts.Generated(200), new NgramOptions { Order = 2 })));
        byte[] damaged = [.. packed];
        damaged[packed.Length / 2] ^= 0x55;
        damaged[(packed.Length / 2) + 1] ^= 0x55;

        Assert.IsNotNull(NgramLanguageModel.LoadArpa(new MemoryStream(packed)));
        Assert.ThrowsExactly<InvalidDataException>(() => NgramLanguageModel.LoadArpa(new MemoryStream(damaged)));
        var error = Assert.ThrowsExactly<InvalidDataException>(() => NgramLanguageModel.LoadArpa(new MemoryStream(packed[..(packed.Length / 2)])));
        Assert.Contains("cut short", error.Message);
    }

    [TestMethod]
    public void LoadArpa_LineOfAMegabyte_IsRead()
    {
        string word = new('字', 400_000);

        NgramLanguageModel model = TestTexts.FromArpa(Plain.Replace("\ta\t", $"\t{word}\t", StringComparison.Ordinal).Replace("a </s>", $"{word} </s>", StringComparison.Ordinal).Replace("<s> a", $"<s> {word}", StringComparison.Ordinal));

        Assert.AreEqual(word, model.Vocabulary[3]);
    }

    [TestMethod]
    public void LoadArpa_LineThatFewBytesUnpackTo_IsRefused()
    {
        byte[] packed = Pack(Plain.Replace("\ta\t", $"\t{new string('a', 40 << 20)}\t", StringComparison.Ordinal)); // 40 KB

        var error = Assert.ThrowsExactly<InvalidDataException>(() => NgramLanguageModel.LoadArpa(new MemoryStream(packed)));

        Assert.Contains("a line is longer than", error.Message);
    }

    [TestMethod]
    public void LoadArpa_FewLinesOfOtherForms_AmongMany_ReadsTheSame()
    {
        string[] lines = ManyLines(out int firstBigram);
        string[] odd = [.. lines];
        for (int i = firstBigram; i < lines.Length - 10; i += 997)
        {
            odd[i] = lines[i].Replace('\t', ' ');
            odd[i + 1] = lines[i + 1].Replace(' ', '\t');
            odd[i + 2] = lines[i + 2] + " ";
            odd[i + 3] = "\n" + lines[i + 3];
        }

        string plain = string.Join('\n', lines);

        Assert.AreEqual(plain, TestTexts.ToArpa(TestTexts.FromArpa(plain)));
        Assert.AreEqual(plain, TestTexts.ToArpa(TestTexts.FromArpa(string.Join('\n', odd))));
    }

    [TestMethod]
    public void LoadArpa_FaultDeepInALongFile_NamesItsLine()
    {
        string[] lines = ManyLines(out int firstBigram);
        int oddLine = firstBigram + 20_000;
        int line = firstBigram + 50_000;
        lines[oddLine] = lines[oddLine].Replace('\t', ' ');
        lines[line] = lines[line].Replace("\t", "\tunseen", StringComparison.Ordinal);

        var error = Assert.ThrowsExactly<InvalidDataException>(() => TestTexts.FromArpa(string.Join('\n', lines)));

        Assert.Contains($"line {line + 1}: the word \"unseen", error.Message);
    }

    [TestMethod]
    public void LoadArpa_OneLineMoreThanPromisedInALongFile_NamesIt()
    {
        string[] lines = ManyLines(out _);
        int last = Array.IndexOf(lines, "\\end\\") - 2;
        lines[2] = $"ngram 2={int.Parse(lines[2]["ngram 2=".Length..], System.Globalization.CultureInfo.InvariantCulture) - 1}";

        var error = Assert.ThrowsExactly<InvalidDataException>(() => TestTexts.FromArpa(string.Join('\n', lines)));

        Assert.Contains($"line {last + 1}: the header promises", error.Message);
        Assert.Contains("but here is one more", error.Message);
    }

    /// <summary>More than a megabyte of bigrams; some words hold control characters.</summary>
    private static string[] ManyLines(out int firstBigram)
    {
        string[] words = ["<unk>", "<s>", "</s>", "\u0001", "\u000Bv", "e\u001B", "n\u007F", .. Enumerable.Range(0, 250).Select(i => $"word{i}")];
        List<string> lines = ["\\data\\", $"ngram 1={words.Length}", $"ngram 2={words.Length * words.Length}", "", "\\1-grams:"];
        lines.AddRange(words.Select((word, i) => $"-{i + 1}\t{word}\t-0.5"));
        lines.AddRange(["", "\\2-grams:"]);
        firstBigram = lines.Count;
        lines.AddRange(words.SelectMany(last => words, (last, first) => $"-0.{first.Length}5\t{first} {last}"));
        lines.AddRange(["", "\\end\\", ""]);
        return [.. lines];
    }

    private static byte[] Pack(string text)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }
}
