using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace LanguageModeling.Tests;

/// <summary>Bad usage, bad models, and outputs that nobody reads to their end.</summary>
[TestClass]
public sealed class ExitCodeTests
{
    [TestMethod]
    [DataRow("")]
    [DataRow("unknown")]
    [DataRow("score")]
    [DataRow("score model.lm file extra")]
    [DataRow("score model.lm --format xml")]
    [DataRow("tokenize --splitter syllables")]
    [DataRow("tokenize --ids")]
    [DataRow("tokenize --splitter words --model model.lm")]
    [DataRow("ngram")]
    [DataRow("ngram train")]
    [DataRow("ngram train text.txt")]
    [DataRow("ngram train text.txt -o x.lm --smoothing good-turing")]
    [DataRow("ngram train text.txt -o x.lm --order three")]
    [DataRow("perplexity model.lm")]
    [DataRow("choose model.lm")]
    public void Run_BadUsage_Is2AndPointsToHelp(string arguments)
    {
        Lm.Run(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Fails(2, "--help");
    }

    [TestMethod]
    public void Train_OrderOutOfRange_IsBadUsage()
    {
        Lm.Run("ngram", "train", TestFiles.Text, "-o", TestFiles.PathOf("never.lm"), "--order", "17").Fails(2, "--order", "16", "17");
    }

    [TestMethod]
    [DataRow("--help")]
    [DataRow("--version")]
    [DataRow("score --help")]
    [DataRow("ngram train --help")]
    public void Run_HelpAndVersion_Are0(string arguments)
    {
        Assert.AreNotEqual("", Lm.Run(arguments.Split(' ')).Succeeds().Output);
    }

    [TestMethod]
    public void Score_MissingFileOrFolder_Is1()
    {
        Lm.Run("score", TestFiles.PathOf("missing.lm")).Fails(1, "missing.lm", "does not exist");
        Lm.Run("score", TestFiles.PathOf("")).Fails(1, "holds no .onnx file");
        Lm.Run("score", TestFiles.PathOf("model.lm"), TestFiles.PathOf("missing.txt")).Fails(1, "missing.txt");
        Lm.Run("ngram", "train", TestFiles.PathOf("missing.txt"), "-o", TestFiles.PathOf("never.lm")).Fails(1, "missing.txt");
        Lm.Run("ngram", "train", TestFiles.Text, "--discount-fallback", "-o", TestFiles.PathOf("no-folder/x.lm")).Fails(1, "no-folder");
    }

    [TestMethod]
    [DataRow("mmap lm http://kheafield.com/code format version 5\n\0", "KenLM binary")]
    [DataRow("version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "Git LFS")]
    [DataRow("GGUF\u0003\0\0\0", "GGUF")]
    [DataRow("\b\u0008\u0012\u0007pytorch", "ONNX")]
    [DataRow("", "empty")]
    [DataRow("just a text\n", "")]
    [DataRow("PK\u0003\u0004 no zip at all", "zip")]
    [DataRow("\\data\\\nngram 1=3\n\n\\1-grams:\n-1\tone\n", "")]
    public void Score_NotAModel_SaysWhatItSeemsToBe(string contents, string named)
    {
        string file = TestFiles.Write($"foreign-{Guid.NewGuid():N}", Encoding.Latin1.GetBytes(contents));

        Lm.Run("score", file).Fails(1, Path.GetFileName(file), named);
    }

    [TestMethod]
    public void Score_UnusualArpaFile_WarnsAndScores()
    {
        string file = TestFiles.Write("no-unknown.arpa", "\\data\\\nngram 1=3\n\n\\1-grams:\n0\t<s>\n-0.3\t</s>\n-0.3\tword\n\n\\end\\\n");

        LmResult result = Lm.RunWithText("word\n", "score", file, "--format", "tsv");

        Assert.AreEqual(0, result.ExitCode, result.Error);
        Assert.HasCount(2, result.Lines);
        Assert.Contains("no-unknown.arpa: The file has no <unk>", result.Error);
    }

    [TestMethod]
    public void Score_ForeignZip_IsNoPipeline()
    {
        string file = TestFiles.PathOf("foreign.zip");
        using (var zip = System.IO.Compression.ZipFile.Open(file, System.IO.Compression.ZipArchiveMode.Create))
        {
            zip.CreateEntry("readme.txt");
        }

        Lm.Run("score", file).Fails(1, "foreign.zip", "ML.NET");
    }

    [TestMethod]
    [DataRow("model.lm")]
    [DataRow("model.arpa")]
    [DataRow("model.arpa.gz")]
    [DataRow("model.zip")]
    public void Score_TruncatedModel_Is1(string model)
    {
        byte[] bytes = File.ReadAllBytes(TestFiles.PathOf(model));
        string file = TestFiles.Write($"truncated-{model}", bytes[..(bytes.Length / 2)]);

        Lm.Run("score", file).Fails(1, $"truncated-{model}");
    }

    [TestMethod]
    public void Tokenize_ReaderThatLeaves_EndsQuietly()
    {
        string text = TestFiles.Write("much.txt", string.Concat(Enumerable.Repeat("some words on a line\n", 500_000)));
        using Process process = Lm.Start("tokenize", text);

        string? first = process.StandardOutput.ReadLine();
        process.StandardOutput.Close(); // as head does
        string error = process.StandardError.ReadToEnd();
        Lm.WaitForExit(process);

        Assert.AreEqual("some words on a line", first);
        Assert.AreEqual("", error);
        Assert.AreEqual(0, process.ExitCode);
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public void Tokenize_Interrupted_EndsAtOnce()
    {
        using Process process = Lm.Start("tokenize", "-");
        process.StandardInput.WriteLine(new string('a', 100_000)); // more than what is held back, so that the output shows it
        process.StandardInput.Flush();
        Assert.AreNotEqual(-1, process.StandardOutput.Read());

        Assert.AreEqual(0, Kill(process.Id, 15)); // SIGTERM, handled as Ctrl-C is; a test run in the background may have SIGINT ignored

        Lm.WaitForExit(process);
        Assert.AreEqual(128 + 15, process.ExitCode);
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    [DataRow("-o x.lm --arpa x.arpa")]
    [DataRow("-o x.lm --arpa x.arpa --memory 4M")]
    [DataRow("-o x.zip --format compact")]
    public void Train_Interrupted_LeavesNothingBehind(string options)
    {
        string folder = Directory.CreateDirectory(TestFiles.PathOf($"interrupted-{Guid.NewGuid():N}")).FullName;
        string text = TestFiles.Write($"interrupted-{Guid.NewGuid():N}.txt", string.Concat(Enumerable.Range(0, 100_000).Select(i => $"w{i % 701} w{i % 1109} w{(long)i * i % 1301} w{i % 307} w{i * 7 % 10_101}\n")));
        string[] arguments = [.. options.Split(' ').Select(word => word.StartsWith("x.", StringComparison.Ordinal) ? Path.Combine(folder, word) : word)];
        using Process process = Lm.Start(["ngram", "train", text, "--order", "5", "--temp", folder, .. arguments, "--discount-fallback"]);
        Task<string> error = process.StandardError.ReadToEndAsync();
        while (!process.HasExited && Directory.GetFileSystemEntries(folder, "x.*.tmp").Length == 0)
        {
            Thread.Sleep(1); // until an output is begun
        }

        Assert.AreEqual(0, Kill(process.Id, 15));

        Lm.WaitForExit(process);
        Assert.Contains(process.ExitCode, new[] { 128 + 15, 130 }, error.GetAwaiter().GetResult());
        Assert.IsEmpty(Directory.GetFileSystemEntries(folder));
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public void Word2VecTrain_InterruptedAndToKeep_WritesHoweverLongItTakes()
    {
        // After the interruption the loss is measured: seconds here, after which other commands are ended by force.
        string text = TestFiles.Write("kept.txt", string.Concat(Enumerable.Range(0, 1_000).Select(i => $"a b c d e f g h {i % 7} {i % 11}\n")));
        string model = TestFiles.PathOf("kept.w2v");
        using Process process = Lm.Start(
            "word2vec", "train", text, "--save-model", model, "--keep-on-cancel", "--epochs", "1000", "--threads", "1", "--sample", "0",
            "--dim", "1024");
        while (!process.HasExited && process.TotalProcessorTime < TimeSpan.FromSeconds(4))
        {
            Thread.Sleep(10); // until it trains
        }

        Assert.AreEqual(0, Kill(process.Id, 15));

        Lm.WaitForExit(process);
        Assert.AreEqual(130, process.ExitCode, process.StandardError.ReadToEnd());
        Assert.IsFalse(Word2VecModel.Load(model).IsComplete);
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Kill(int process, int signal);
}
