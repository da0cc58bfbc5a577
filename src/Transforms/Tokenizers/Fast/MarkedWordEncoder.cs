using System.Collections.Concurrent;

namespace LanguageModeling.Tokenizers;

/// <summary>
/// The fast way of pipelines that split no text, but whose models work word by word, as SentencePiece's and Llama's do: the normalized text
/// is cut before each run of word marks, and what came up before is not encoded again.
/// </summary>
internal sealed class MarkedWordEncoder : FastEncoder
{
    private const int LongestKept = 1 << 20;

    private readonly TokenModel _model;
    private readonly AddedVocabulary _added;
    private readonly Marking _marking;
    private readonly ConcurrentBag<State> _states = [];

    private MarkedWordEncoder(TokenModel model, AddedVocabulary added, Marking marking)
    {
        _model = model;
        _added = added;
        _marking = marking;
    }

    /// <summary>Makes an encoder; null when the pipeline is of another kind.</summary>
    public static new MarkedWordEncoder? Create(TokenizerPipeline pipeline, AddedVocabulary added)
        => pipeline.Model.WorksWordByWord && Markings.Find(pipeline) is { } marking ? new MarkedWordEncoder(pipeline.Model, added, marking) : null;

    public override bool TryEncode<TSink>(ReadOnlySpan<char> text, ref TSink sink)
    {
        if (text.Length == 0)
        {
            return true;
        }

        if (_added.Plain?.MayMatch(text) == true || TextUnits.HasLoneSurrogate(text))
        {
            return false;
        }

        State state = _states.TryTake(out State? other) ? other : new State();
        _marking(text, state.Text);
        bool encodes = _added.Normalized?.MayMatch(state.Text.Units) != true;
        if (encodes)
        {
            EncodeWords(state.Text, state.Memory, ref sink);
        }

        if (state.Text.Capacity <= LongestKept)
        {
            _states.Add(state);
        }

        return encodes;
    }

    private void EncodeWords<TSink>(NormalizedText text, WordMemory memory, ref TSink sink)
        where TSink : struct, ITokenSink, allows ref struct
    {
        ReadOnlySpan<char> units = text.Units;
        float score = 0;
        for (int start = 0, end; start < units.Length; start = end)
        {
            end = WordMark.EndOfWord(units, start);
            TokenizedWord? word = memory.Find(units[start..end]);
            if (word is null)
            {
                string copy = units[start..end].ToString();
                word = _model.Tokenize(copy, score: 0);
                memory.Add(copy, word);
            }

            if (!(Math.Abs(score) < word.Limit))
            {
                word = _model.Tokenize(units[start..end].ToString(), score);
            }

            foreach (ModelToken token in word.Tokens)
            {
                (int from, int to) = text.PartOf(start + token.Start, start + token.End);
                sink.Add(new ModelToken(token.Id, token.Text, from, to), 0);
            }

            // As SentencePiece sums up: each sum becomes a float.
            foreach (double step in word.Scores)
            {
                score = (float)(step + score);
            }
        }
    }

    private sealed class State
    {
        public NormalizedText Text { get; } = new();

        public WordMemory Memory { get; } = new();
    }
}
