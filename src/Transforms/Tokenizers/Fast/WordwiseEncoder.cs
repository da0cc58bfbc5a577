using System.Collections.Concurrent;

namespace LanguageModeling.Tokenizers;

/// <summary>
/// The fast way of pipelines that split word by word: text is cut before each run of spaces, and what came up before is not encoded again.
/// It is the source text that is cut where normalization works word by word, too, else the normalized one.
/// </summary>
internal sealed class WordwiseEncoder : FastEncoder
{
    private readonly PipelineEncoder _plain;
    private readonly NormalizationStep? _normalization;   // null when words are normalized one by one
    private readonly AddedVocabulary _added;
    private readonly ConcurrentBag<WordMemory> _memories = [];

    private WordwiseEncoder(TokenizerPipeline pipeline, AddedVocabulary added)
    {
        _normalization = pipeline.Normalization is { WorksWordByWord: true } && added.Normalized is null ? null : pipeline.Normalization;
        _added = added;

        // What normalization makes of a text is no token that is looked for in the source.
        _plain = _normalization is null
            ? new PipelineEncoder(pipeline, added, fast: null)
            : new PipelineEncoder(pipeline with { Normalization = null }, new AddedVocabulary([], pipeline.Model.Tokens, null, parseSpecial: false), fast: null);
    }

    /// <summary>Makes an encoder; null when the pipeline is of another kind.</summary>
    public static new WordwiseEncoder? Create(TokenizerPipeline pipeline, AddedVocabulary added)
        => pipeline.Splitting?.WorksWordByWord == true ? new WordwiseEncoder(pipeline, added) : null;

    public override bool TryEncode<TSink>(ReadOnlySpan<char> text, ref TSink sink)
    {
        if (_added.Plain?.MayMatch(text) == true)
        {
            return false;
        }

        AlignedText? normalized = null;
        if (_normalization is not null)
        {
            normalized = AlignedText.FromSource(TextUnits.WithoutLoneSurrogates(text.ToString()));
            _normalization.Apply(normalized);
            text = normalized.Text;
            if (normalized.ToSource(0, 1).Start > 0)
            {
                return false; // some steps ask whether a word begins the source text
            }
        }

        if (_added.Normalized?.MayMatch(text) == true)
        {
            return false;
        }

        WordMemory memory = _memories.TryTake(out WordMemory? other) ? other : new WordMemory();
        for (int start = 0, end; start < text.Length; start = end)
        {
            end = EndOfWord(text, start);
            TokenizedWord? word = memory.Find(text[start..end]);
            if (word is null)
            {
                string copy = text[start..end].ToString();
                word = new TokenizedWord([.. _plain.Encode(copy).Select(item => new ModelToken(item.Id, item.Text, item.Start, item.End))]);
                memory.Add(copy, word);
            }

            foreach (ModelToken token in word.Tokens)
            {
                if (normalized is null)
                {
                    sink.Add(token, start);
                    continue;
                }

                (int from, int to) = normalized.ToSource(start + token.Start, start + token.End);
                sink.Add(new ModelToken(token.Id, token.Text, from, to), 0);
            }
        }

        _memories.Add(memory);
        return true;
    }

    // Spaces, then what comes before the next space.
    private static int EndOfWord(ReadOnlySpan<char> text, int start)
    {
        int spaces = text[start..].IndexOfAnyExcept(' ');
        if (spaces < 0)
        {
            return text.Length;
        }

        int length = text[(start + spaces)..].IndexOf(' ');
        return length < 0 ? text.Length : start + spaces + length;
    }
}
