namespace LanguageModeling.Tests;

/// <summary><c>lm ngram convert</c> and <c>lm ngram verify</c>: no form changes what <c>lm ngram query</c> prints.</summary>
[TestClass]
public sealed class ConvertTests
{
    [TestMethod]
    [DataRow("fast")]
    [DataRow("compact")]
    public void Convert_ThereAndBack_IsTheSameToTheByte(string format)
    {
        string arpa = TestFiles.PathOf("model.arpa");
        string binary = TestFiles.PathOf($"converted.{format}");
        string back = TestFiles.PathOf($"converted.{format}.arpa");
        string packed = TestFiles.PathOf($"converted.{format}.arpa.gz");

        AssertRuns("ngram", "convert", arpa, "-o", binary, "--format", format);
        AssertRuns("ngram", "convert", binary, "-o", back);
        AssertRuns("ngram", "convert", binary, "-o", packed);
        AssertRuns("ngram", "verify", binary);
        AssertRuns("ngram", "convert", packed, "-o", binary + "2", "--format", format);

        CollectionAssert.AreEqual(File.ReadAllBytes(arpa), File.ReadAllBytes(back));
        CollectionAssert.AreEqual(File.ReadAllBytes(binary), File.ReadAllBytes(binary + "2"));
        LmResult expected = Lm.Run("ngram", "query", arpa, TestFiles.Text);
        LmResult actual = Lm.Run("ngram", "query", binary, TestFiles.Text);
        Assert.AreEqual(0, actual.ExitCode, actual.Error);
        Assert.AreEqual(expected.Output, actual.Output);
    }

    [TestMethod]
    public void Convert_Quantized_IsVerifiedAndScores()
    {
        string binary = TestFiles.PathOf("quantized.lm");

        AssertRuns("ngram", "convert", TestFiles.PathOf("model.arpa"), "-o", binary, "--format", "compact", "--quantize-probabilities", "4", "--quantize-backoffs", "4");

        AssertRuns("ngram", "verify", binary);
        AssertRuns("ngram", "query", binary, TestFiles.Text);
    }

    [TestMethod]
    public void Convert_OptionsThatDoNotFit_SayTheCure()
    {
        string arpa = TestFiles.PathOf("model.arpa");
        string output = TestFiles.PathOf("never");

        AssertFails(2, "ARPA files are not quantized. Choose --format compact.", "ngram", "convert", arpa, "-o", output, "--format", "arpa", "--quantize-backoffs", "8");
        AssertFails(2, "The Fast form does not quantize. Leave --quantize-probabilities at 0, or choose the compact form.", "ngram", "convert", arpa, "-o", output, "--quantize-probabilities", "8");
        AssertFails(2, "--quantize-backoffs must be from 2 to 16, or 0 for no loss; 8 is usual.", "ngram", "convert", arpa, "-o", output, "--format", "compact", "--quantize-backoffs", "33");
        Assert.IsFalse(File.Exists(output));
    }

    [TestMethod]
    public void Convert_ModelThatKeepsCounts_SaysSo()
    {
        string counts = TestFiles.PathOf("counts.lm");
        AssertRuns("ngram", "train", TestFiles.Text, "-o", counts, "--smoothing", "stupid-backoff");

        AssertFails(1, "StupidBackoff smoothing keeps counts, which have one form only.", "ngram", "convert", counts, "-o", TestFiles.PathOf("never"), "--format", "compact");
    }

    [TestMethod]
    public void Convert_PositiveLogProbability_IsRefusedOrClamped()
    {
        string arpa = TestFiles.Write("positive.arpa", "\\data\\\nngram 1=3\nngram 2=1\n\n\\1-grams:\n-1\t<unk>\n0.5\ta\t-0.25\n-1\tb\n\n\\2-grams:\n-0.5\ta b\n\n\\end\\\n");
        string output = TestFiles.PathOf("positive.lm");

        AssertFails(1, "the log probability \"0.5\" is above 0. Set --clamp-positive", "ngram", "convert", arpa, "-o", output);
        LmResult clamped = Lm.Run("ngram", "convert", arpa, "-o", output, "--clamp-positive");

        Assert.AreEqual(0, clamped.ExitCode, clamped.Error);
        Assert.Contains("1 log probabilities above 0 were taken as 0, the first in line 7.", clamped.Error);
    }

    [TestMethod]
    public void Verify_DamagedByte_NamesFileAndSection()
    {
        string binary = TestFiles.PathOf("damaged.lm");
        AssertRuns("ngram", "convert", TestFiles.PathOf("model.arpa"), "-o", binary);
        byte[] bytes = File.ReadAllBytes(binary);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(binary, bytes);

        AssertFails(1, "the checksum of", "ngram", "verify", binary);
    }

    private static void AssertRuns(params string[] arguments)
    {
        LmResult result = Lm.Run(arguments);
        Assert.AreEqual(0, result.ExitCode, result.Error);
    }

    private static void AssertFails(int exitCode, string message, params string[] arguments)
    {
        LmResult result = Lm.Run(arguments);
        Assert.AreEqual(exitCode, result.ExitCode, result.Error);
        Assert.Contains(message, result.Error);
    }
}
