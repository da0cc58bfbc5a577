namespace LanguageModeling.Tests;

/// <summary>Says one text, character by character, whatever it is told, and then ends; all else is a thousand times less probable.</summary>
internal sealed class ScriptedModel : ILanguageModel
{
    private readonly int[] _script;

    private ScriptedModel(Vocabulary vocabulary, int[] script)
    {
        _script = script;
        VocabularySize = vocabulary.Count;
        SpecialTokens = vocabulary.SpecialTokens;
    }

    public int VocabularySize { get; }

    public SpecialTokens SpecialTokens { get; }

    /// <summary>Most states that were given to <see cref="EvaluateBatch"/> at once.</summary>
    public int LargestBatch { get; private set; }

    /// <summary>A model of printable ASCII that says a text.</summary>
    public static TextLanguageModel Create(string says)
    {
        var vocabulary = new Vocabulary(
            ["<unk>", "</s>", "▁", .. Enumerable.Range('!', '~' - '!' + 1).Select(c => ((char)c).ToString())],
            new SpecialTokens { Unknown = 0, EndOfSequence = 1 });
        var codec = new VocabularyCodec(vocabulary, TextSplitter.Characters);
        return new TextLanguageModel(new ScriptedModel(vocabulary, [.. codec.Encode(says).Select(token => token.Id), 1]), codec);
    }

    public void EvaluateBatch(ReadOnlySpan<LanguageModelState> states, CancellationToken cancellationToken = default)
        => LargestBatch = Math.Max(LargestBatch, states.Length);

    public LanguageModelState CreateState() => new State(this, 0, -1);

    private sealed class State(ScriptedModel model, int length, int place) : LanguageModelState
    {
        private int _length = length;
        private int _place = place; // in the script, which begins after the last piece of several tokens

        public override int Length => _length;

        public override void Append(int token, CancellationToken cancellationToken = default)
        {
            _length++;
            _place++;
        }

        public override void Append(ReadOnlySpan<int> tokens, CancellationToken cancellationToken = default)
        {
            _length += tokens.Length;
            _place = 0;
        }

        public override void GetNextLogProbabilities(Span<float> logProbabilities, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            double others = 1 / (1000.0 + model.VocabularySize - 1);
            logProbabilities.Fill((float)Math.Log(others));
            logProbabilities[model._script[Math.Clamp(_place, 0, model._script.Length - 1)]] = (float)Math.Log(1000 * others);
        }

        public override double GetNextLogProbability(int token, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public override void Rewind(int length)
        {
            _place = Math.Max(0, _place - (_length - length));
            _length = length;
        }

        public override LanguageModelState Fork() => new State(model, _length, _place);
    }
}
