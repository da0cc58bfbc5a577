using System.Globalization;
using LanguageModeling.Files;
using LanguageModeling.Records;

namespace LanguageModeling.Tests.Files;

/// <summary>A model that lay in a temporary file must come back as it was given, and in the same parts.</summary>
[TestClass]
public sealed class NgramSpoolTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    [TestCleanup]
    public void Delete() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    [DataRow(1)]
    [DataRow(4)]
    [DataRow(16)]
    public void Give_AnyNumbers_GivesWhatWasAdded(int order)
    {
        var random = new Random(order);
        var vocabulary = new Vocabulary(["<unk>", "<s>", "</s>"], new SpecialTokens { Unknown = 0, BeginningOfSequence = 1, EndOfSequence = 2 });
        var expected = new Recorder();
        var given = new Recorder();
        using (var files = new TemporaryFiles(_folder))
        using (var spool = new NgramSpool(files))
        {
            var both = new CountedSinks([expected, spool]);
            both.Begin(vocabulary, [.. Enumerable.Range(3, order).Select(n => (long)n)]);
            for (int part = 0; part < 40; part++)
            {
                int n = 1 + (part * order / 40);
                int count = random.Next(200);
                int[] words = [.. Enumerable.Range(0, count * n).Select(_ => random.Next(part % 3 == 0 ? int.MaxValue : 3))]; // not even sorted
                both.Add(n, words, MakeFloats(random, count), n == order ? [] : MakeFloats(random, count));
            }

            both.End();
            spool.Give(given, new NgramOptions());
        }

        Assert.AreEqual(expected.Text, given.Text);
        Assert.IsEmpty(Directory.GetFileSystemEntries(_folder));
    }

    private static float[] MakeFloats(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => BitConverter.Int32BitsToSingle(random.Next()))];

    private sealed class Recorder : INgramSink
    {
        private readonly System.Text.StringBuilder _text = new();

        public string Text => _text.ToString();

        public void Begin(Vocabulary vocabulary, ReadOnlySpan<long> counts) => _text.AppendLine(CultureInfo.InvariantCulture, $"{vocabulary.Count}: {string.Join(' ', counts.ToArray())}");

        public void Add(int n, ReadOnlySpan<int> words, ReadOnlySpan<float> log10Probabilities, ReadOnlySpan<float> log10Backoffs)
            => _text.AppendLine(CultureInfo.InvariantCulture, $"{n}: {string.Join(' ', words.ToArray())}; {Bits(log10Probabilities)}; {Bits(log10Backoffs)}");

        public void End() => _text.AppendLine("end");

        private static string Bits(ReadOnlySpan<float> numbers) => string.Join(' ', Array.ConvertAll(numbers.ToArray(), BitConverter.SingleToInt32Bits));
    }
}
