using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace LanguageModeling.Benchmarks;

/// <summary>
/// Trains on small random texts, with random options, here and by KenLM's <c>lmplz</c>: the ARPA files must be equal to the byte, and what
/// one refuses the other must refuse. Each is trained twice here, on the text and on counts, which take the way of texts larger than memory.
/// </summary>
internal static class NgramIdentity
{
    private static readonly string[] Words =
    [
        "a", "b", "c", "d", "e", "ab", "A", "<unk>", "<s>", "</s>", "<UNK>", "<a>", "s>", "\v", "\f", "a\fb", "\u0001", "\u007F", "\u00A0", "\u0085", "\u2028", "\u3000", "\uFEFF",
        "你", "好", "你好", "é", "e\u0301", "😀", "-1", "#", "\\data\\", "\\end\\", "ngram", "1=2", "\"", "long-word-of-more-than-sixteen-bytes", new string('x', 300),
    ];

    private static readonly string[] Separators = [" ", " ", " ", " ", "\t", "\r", "\0", "  ", " \t\r", "\r\0"];

    /// <summary>Runs.</summary>
    /// <param name="lmplz">The program.</param>
    /// <param name="count">Texts.</param>
    /// <param name="firstSeed">Number of the first.</param>
    public static void Run(string lmplz, int count, int firstSeed)
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        int refused = 0;
        int different = 0;
        try
        {
            Parallel.For(firstSeed, firstSeed + count, seed =>
            {
                string own = Directory.CreateDirectory(Path.Combine(folder, seed.ToString(CultureInfo.InvariantCulture))).FullName;
                string? fault = Compare(lmplz, own, new Random(seed), ref refused);
                Directory.Delete(own, recursive: true);
                if (fault is not null)
                {
                    Interlocked.Increment(ref different);
                    Console.WriteLine($"seed {seed}: {fault}");
                }
            });
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        Console.WriteLine($"{count} texts, {different} differences, {refused} refused by both");
        Environment.ExitCode = different == 0 ? 0 : 1;
    }

    private static string? Compare(string lmplz, string folder, Random random, ref int refused)
    {
        byte[] text = MakeText(random);
        (NgramOptions options, List<string> arguments) = MakeOptions(random, folder);
        string path = Path.Combine(folder, "text");
        File.WriteAllBytes(path, text);
        if (options.Order > 1 && options.PruningThresholds.Count > 0 && options.PruningThresholds[0] >= text.AsSpan().Count((byte)'\n'))
        {
            return null; // lmplz prunes </s> then, but only half: the header counts fewer words than follow, so that no reader takes the file
        }

        string theirs = Path.Combine(folder, "lmplz.arpa");
        (int exit, string error) = Start(lmplz, ["--text", path, "--arpa", theirs, "-S", "16M", "-T", folder + "/", "--vocab_estimate", "1000", .. arguments]);
        foreach (bool counted in (bool[])[false, true])
        {
            string ours = Path.Combine(folder, counted ? "counted.arpa" : "lm.arpa");
            string? refusal = Train(path, ours, options, counted);
            string case_ = $"{string.Join(' ', arguments)}{(counted ? ", from counts" : "")}, on {Quote(text)}";
            if ((exit == 0) != (refusal is null))
            {
                return $"lmplz ends with {exit} ({error}), this library with {refusal ?? "success"}: {case_}";
            }

            if (exit == 0 && !File.ReadAllBytes(theirs).AsSpan().SequenceEqual(File.ReadAllBytes(ours)))
            {
                return $"other bytes: {case_}";
            }
        }

        if (exit != 0)
        {
            Interlocked.Increment(ref refused);
        }

        return null;
    }

    private static string? Train(string text, string arpa, NgramOptions options, bool counted)
    {
        var files = new NgramTrainingFiles { ArpaPath = arpa };
        var reading = new TextReadingOptions { KeepByteOrderMark = true };
        try
        {
            if (counted)
            {
                NgramFileTraining.Count([text], arpa + ".counts", options, reading);
                NgramFileTraining.TrainFromCounts([arpa + ".counts"], files, options);
            }
            else
            {
                NgramFileTraining.Train([text], files, options, reading);
            }

            return null;
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException)
        {
            return e.Message;
        }
    }

    private static byte[] MakeText(Random random)
    {
        string[] words = [.. Enumerable.Range(0, 1 + random.Next(12)).Select(_ => Words[random.Next(random.Next(4) == 0 ? Words.Length : 7)])];
        var text = new StringBuilder();
        int lines = random.Next(random.Next(3) == 0 ? 200 : 12);
        for (int line = 0; line < lines; line++)
        {
            int length = random.Next(5) == 0 ? 0 : random.Next(9);
            text.Append(random.Next(8) == 0 ? Separators[random.Next(Separators.Length)] : "");
            for (int i = 0; i < length; i++)
            {
                text.Append(words[(int)(words.Length * Math.Pow(random.NextDouble(), 2))]);
                text.Append(i + 1 < length || random.Next(8) == 0 ? Separators[random.Next(Separators.Length)] : "");
            }

            text.Append(line + 1 < lines || random.Next(4) != 0 ? "\n" : "");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static (NgramOptions Options, List<string> Arguments) MakeOptions(Random random, string folder)
    {
        var options = new NgramOptions { Order = 1 + random.Next(6), SkipSymbols = random.Next(3) != 0 };
        List<string> arguments = ["-o", options.Order.ToString(CultureInfo.InvariantCulture), .. options.SkipSymbols ? ["--skip_symbols"] : Array.Empty<string>()];
        if (random.Next(3) != 0)
        {
            float[] discounts = [.. Enumerable.Range(0, random.Next(4)).Select(k => (float)Math.Round(random.NextDouble() * (k + 1), 2))];
            options = options with { DiscountFallback = discounts.Length == 0 ? NgramOptions.UsualDiscountFallback : discounts };
            arguments.AddRange(["--discount_fallback", .. discounts.Select(discount => Text(discount))]);
        }

        if (random.Next(3) == 0)
        {
            long[] thresholds = [.. Enumerable.Range(0, 1 + random.Next(options.Order)).Select(_ => (long)random.Next(4))];
            Array.Sort(thresholds);
            options = options with { PruningThresholds = thresholds };
            arguments.AddRange(["--prune", .. thresholds.Select(threshold => Text(threshold))]);
        }

        if (random.Next(4) == 0)
        {
            string[] allowed = [.. Enumerable.Range(0, random.Next(8)).Select(_ => Words[random.Next(7)])];
            options = options with { LimitVocabulary = allowed };
            File.WriteAllText(Path.Combine(folder, "words"), string.Join('\n', allowed) + "\n");
            arguments.AddRange(["--limit_vocab_file", Path.Combine(folder, "words")]);
        }

        if (random.Next(4) == 0)
        {
            options = options with { InterpolateUnigrams = false };
            arguments.AddRange(["--interpolate_unigrams", "0"]);
        }
        else if (random.Next(4) == 0)
        {
            options = options with { VocabularyPad = random.Next(100) };
            arguments.AddRange(["--vocab_pad", Text(options.VocabularyPad)]);
        }

        return (options, arguments);
    }

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);

    private static string Quote(byte[] text)
        => "\"" + string.Concat(Encoding.UTF8.GetString(text).Select(c => c is > ' ' and < '\u007F' or ' ' ? c.ToString() : $"\\u{(int)c:X4}")) + "\"";

    private static (int Exit, string Error) Start(string program, IEnumerable<string> arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        output.Wait();
        return (process.ExitCode, error.Split('\n').LastOrDefault(line => line.Length > 0 && !line.StartsWith("Name:", StringComparison.Ordinal)) ?? "");
    }
}
