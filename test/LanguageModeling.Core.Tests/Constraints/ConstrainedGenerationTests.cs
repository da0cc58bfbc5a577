using System.Text;
using System.Text.Json;
using LanguageModeling.Tests.Generation;

namespace LanguageModeling.Tests.Constraints;

[TestClass]
public class ConstrainedGenerationTests
{
    private const string Schema = """
        {"type":"object","properties":{"name":{"type":"string"},"n":{"type":"integer"},"list":{"type":"array","items":{"type":"boolean"}}},"required":["name","n"]}
        """;

    private static readonly (string Name, GenerationConstraint Constraint)[] All =
    [
        ("choices", GenerationConstraint.Choices("yes", "no", "不知道")),
        ("regex", GenerationConstraint.Regex(@"[a-f]{2,8}-\d+(é|😀)?")),
        ("json", GenerationConstraint.Json),
        ("schema", GenerationConstraint.JsonSchema(Schema)),
        ("grammar", GenerationConstraint.Grammar("root ::= sum\nsum ::= term (\"+\" term)*\nterm ::= [0-9]+ | \"(\" sum \")\"")),
    ];

    [TestMethod]
    [DataRow("choices", 2)]
    [DataRow("regex", 4)]
    [DataRow("json", 1)]
    [DataRow("schema", 17)]
    [DataRow("grammar", 1)]
    public void Generate_AnyModel_TextSatisfiesTheConstraintWhateverTheLimit(string name, int shortest)
    {
        // Subwords of one to four bytes, every byte among them; a model of noise.
        var codec = new SubwordCodec(["true", "fal", "{\"", "\":", ", ", "na", "me", "yes", "(1", "+(", "\\u", "😀"]);
        TextLanguageModel model = Noise(codec);
        GenerationConstraint constraint = All.Single(pair => pair.Name == name).Constraint;
        bool metLimit = false;
        for (ulong seed = 0; seed < 60; seed++)
        {
            int most = shortest + (int)(seed * seed % 97);
            GenerationResult result = model.Generate("", new GenerationOptions { Constraint = constraint, Seed = seed, MaximumTokens = most });

            Assert.IsTrue(constraint.IsMatch(result.Text), result.Text);
            Assert.IsLessThanOrEqualTo(most, result.Tokens.Count);
            metLimit |= result.Tokens.Count == most;
            if (name is "json" or "schema")
            {
                JsonDocument.Parse(result.Text).Dispose();
            }
        }

        Assert.IsTrue(metLimit);
    }

    [TestMethod]
    public void Generate_TextLongerThanTheContext_SatisfiesTheConstraintInASlidingWindow()
    {
        var codec = new SubwordCodec([]);
        var model = new TextLanguageModel(
            new TestModel(codec.VocabularySize, _ => [.. Enumerable.Repeat(-1f, codec.VocabularySize)]) { MaximumContextLength = 8 }, codec);
        GenerationOptions options = new() { Overflow = ContextOverflow.SlidingWindow, Constraint = GenerationConstraint.Regex("[a-f]{20}"), Seed = 3 };

        Assert.MatchesRegex("^[a-f]{20}$", model.Generate("a prompt of many tokens", options).Text);
    }

    [TestMethod]
    public void Generate_ConstraintThatNoTextSatisfies_Throws()
    {
        TextLanguageModel model = Noise(new SubwordCodec([]));
        foreach (GenerationConstraint constraint in (GenerationConstraint[])
            [GenerationConstraint.Grammar("root ::= root"), GenerationConstraint.JsonSchema("""{"$ref":"#"}"""), GenerationConstraint.Regex(@"a[^\s\S]")])
        {
            var e = Assert.ThrowsExactly<ArgumentException>(() => model.Generate("", new GenerationOptions { Constraint = constraint }));

            StringAssert.Contains(e.Message, "can spell no text that satisfies the Constraint");
            Assert.IsFalse(constraint.IsMatch("a"));
        }
    }

    [TestMethod]
    public void Generate_Choices_KeepTheModelsOrderAndEndAtOnce()
    {
        // After nothing: "n" twice as probable as "y". The rest of a choice is certain.
        var codec = new SubwordCodec([]);
        var model = new TextLanguageModel(new TestModel(codec.VocabularySize, context => Distribution(codec.VocabularySize, context.Count == 0 ? ('n', 'y') : ('o', 'e'))), codec);

        GenerationResult result = model.Generate("", GenerationOptions.Greedy with { Constraint = GenerationConstraint.Choices("yes", "no") });

        Assert.AreEqual("no", result.Text);
        Assert.AreEqual(FinishReason.ConstraintMet, result.FinishReason);
        Assert.HasCount(2, result.Tokens);
    }

    [TestMethod]
    public void GenerateMany_BeamSearch_SatisfiesTheConstraint()
    {
        TextLanguageModel model = Noise(new SubwordCodec(["ab", "cd", "12"]));
        GenerationConstraint constraint = GenerationConstraint.Regex("[a-d]{3,5}-[0-9]{2}");

        IReadOnlyList<GenerationResult> results = model.GenerateMany("", new GenerationOptions { Constraint = constraint, Beams = 4, ResultCount = 3, MaximumTokens = 12 });

        Assert.HasCount(3, results);
        foreach (GenerationResult result in results)
        {
            Assert.IsTrue(constraint.IsMatch(result.Text), result.Text);
        }
    }

    [TestMethod]
    public async Task GenerateStreamAsync_Constraint_PiecesJoinToAText()
    {
        TextLanguageModel model = Noise(new SubwordCodec([]));
        StringBuilder text = new();

        await foreach (GeneratedText piece in model.GenerateStreamAsync("", new GenerationOptions { Constraint = GenerationConstraint.Json, Seed = 5, MaximumTokens = 40 }))
        {
            text.Append(piece.Text);
        }

        Assert.IsTrue(GenerationConstraint.Json.IsMatch(text.ToString()));
    }

    [TestMethod]
    [DataRow("the", " end", 1)] // a space before the word: part of the text
    [DataRow("the ", "end", 1)] // the prompt has it already
    [DataRow("", "end", 1)]
    [DataRow("the", " end end", 2)]
    public void Generate_WordsByWhitespace_SpacesBelongToTheText(string prompt, string choice, int count)
    {
        var vocabulary = new Vocabulary(["<unk>", "<s>", "</s>", "the", "end"], new SpecialTokens { Unknown = 0, BeginningOfSequence = 1, EndOfSequence = 2 });
        var codec = new VocabularyCodec(vocabulary, TextSplitter.Whitespace);
        float[] logs = TestModel.Logs([0.2, 0.1, 0.3, 0.3, 0.1]);
        var model = new TextLanguageModel(new TestModel(5, _ => logs) { SpecialTokens = vocabulary.SpecialTokens }, codec);

        GenerationResult result = model.Generate(prompt, new GenerationOptions { Constraint = GenerationConstraint.Choices(choice) });

        Assert.AreEqual(choice, result.Text);
        Assert.HasCount(count, result.Tokens);
    }

    [TestMethod]
    public void Generate_Characters_ChineseChoices()
    {
        var vocabulary = new Vocabulary(["▁", "上", "海", "北", "京"], SpecialTokens.None);
        float[] logs = TestModel.Logs([0.4, 0.1, 0.1, 0.3, 0.1]);
        var model = new TextLanguageModel(new TestModel(5, _ => logs), new VocabularyCodec(vocabulary, TextSplitter.Characters));

        GenerationResult result = model.Generate("上", GenerationOptions.Greedy with { Constraint = GenerationConstraint.Choices("上海 ", "北京") });

        Assert.AreEqual("北京", result.Text);
    }

    [TestMethod]
    public void Generate_CannotComplete_SaysHowManyTokensItTakes()
    {
        TextLanguageModel model = Noise(new SubwordCodec(["yes"]));
        var options = new GenerationOptions { Constraint = GenerationConstraint.Choices("yes, yes"), MaximumTokens = 3 };

        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => model.Generate("", options)).Message, "Only 3 tokens can be generated, but the shortest text that satisfies the Constraint takes 4.");
        Assert.AreEqual("yes, yes", model.Generate("", options with { MaximumTokens = 4 }).Text);
    }

    [TestMethod]
    public void Generate_VocabularyLacksTheWords_SaysSo()
    {
        var vocabulary = new Vocabulary(["a", "b"], SpecialTokens.None);
        var model = new TextLanguageModel(TestModel.Constant(0.5, 0.5), new VocabularyCodec(vocabulary, TextSplitter.Characters));

        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentException>(() => model.Generate("", new GenerationOptions { Constraint = GenerationConstraint.Choices("c") })).Message,
            "The model's tokens can spell no text that satisfies the Constraint.");
    }

    [TestMethod]
    public void Generate_CodecTellsNoBytes_IsNotSupported()
    {
        var model = new TextLanguageModel(TestModel.Constant(0.5, 0.5), new PieceCodec("a", "b"));

        StringAssert.Contains(
            Assert.ThrowsExactly<NotSupportedException>(() => model.Generate("", new GenerationOptions { Constraint = GenerationConstraint.Json })).Message,
            "PieceCodec does not tell the bytes of its tokens");
    }

    [TestMethod]
    public void Generate_ContradictingOptions_AreRefused()
    {
        TextLanguageModel model = Noise(new SubwordCodec([]));
        var options = new GenerationOptions { Constraint = GenerationConstraint.Json };

        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => model.Generate("", options with { StopStrings = ["x"] })).Message, "StopStrings would cut");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => model.Model.GenerateTokens([], options)).Message, "Constraint needs text");
    }

    [TestMethod]
    public void Generate_ManyThreadsShareAConstraint_EachTextIsThatOfOneThread()
    {
        TextLanguageModel model = Noise(new SubwordCodec(["true", "[1"]));
        string Run(int seed) => model.Generate("", new GenerationOptions { Constraint = GenerationConstraint.Json, Seed = (ulong)seed, MaximumTokens = 50 }).Text;
        string[] expected = [.. Enumerable.Range(0, 16).Select(Run)];
        string[] actual = new string[16];

        Parallel.For(0, 16, new ParallelOptions { MaxDegreeOfParallelism = 16 }, seed => actual[seed] = Run(seed));

        CollectionAssert.AreEqual(expected, actual);
    }

    private static TextLanguageModel Noise(SubwordCodec codec)
    {
        int size = codec.VocabularySize;
        return new TextLanguageModel(
            new TestModel(size, context =>
            {
                var random = new Random(context.Aggregate(17, (hash, id) => unchecked((hash * 31) + id)));
                double[] weights = [.. Enumerable.Range(0, size).Select(_ => random.NextDouble() + 1e-3)];
                double total = weights.Sum();
                return TestModel.Logs([.. weights.Select(weight => weight / total)]);
            })
            { SpecialTokens = codec.SpecialTokens },
            codec);
    }

    private static float[] Distribution(int size, (char Best, char Second) likely)
    {
        double[] weights = new double[size];
        Array.Fill(weights, 0.01);
        weights[likely.Best] = 2;
        weights[likely.Second] = 1;
        double total = weights.Sum();
        return TestModel.Logs([.. weights.Select(weight => weight / total)]);
    }

    /// <summary>All bytes as ids 0 to 255, then an end of sequence, then longer pieces.</summary>
    private sealed class SubwordCodec(string[] pieces) : ITextCodec
    {
        private const int End = 256;
        private readonly byte[][] _bytes = [.. Enumerable.Range(0, 256).Select(value => new[] { (byte)value }), [], .. pieces.Select(Encoding.UTF8.GetBytes)];

        public int VocabularySize => _bytes.Length;

        public SpecialTokens SpecialTokens { get; } = new() { EndOfSequence = End };

        public IReadOnlyList<TextToken> Encode(string text) => [.. Encoding.UTF8.GetBytes(text).Select(value => new TextToken(value, 0, 0))];

        public string Decode(ReadOnlySpan<int> ids) => Encoding.UTF8.GetString([.. ids.ToArray().SelectMany(id => _bytes[id])]);

        public string GetToken(int id) => id.ToString(System.Globalization.CultureInfo.InvariantCulture);

        public ReadOnlyMemory<byte>? GetTokenBytes(int id, bool isFirst) => _bytes[id];
    }
}
