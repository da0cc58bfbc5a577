using System.Collections.Concurrent;

namespace LanguageModeling.Tokenizers;

/// <summary>
/// The fast way of pipelines that work word by word: text is cut before each run of spaces, and what came up before is not encoded again.
/// </summary>
internal sealed class WordwiseEncoder : FastEncoder
{
    private const int MostWords = 1 << 16;
    private const int LongestWord = 64;

    private readonly PipelineEncoder _plain;
    private readonly AddedTokenMatcher? _added;
    private readonly ConcurrentBag<Dictionary<string, ModelToken[]>> _caches = [];

    private WordwiseEncoder(PipelineEncoder plain, AddedTokenMatcher? added)
    {
        _plain = plain;
        _added = added;
    }

    /// <summary>Makes an encoder; null when the pipeline is of another kind.</summary>
    public static new WordwiseEncoder? Create(TokenizerPipeline pipeline, AddedVocabulary added)
        => pipeline.Normalization?.WorksWordByWord != false && pipeline.Splitting?.WorksWordByWord == true && added.Normalized is null
            ? new WordwiseEncoder(new PipelineEncoder(pipeline, added, fast: null), added.Plain)
            : null;

    public override bool TryEncode<TSink>(ReadOnlySpan<char> text, ref TSink sink)
    {
        if (_added?.MayMatch(text) == true)
        {
            return false;
        }

        if (!_caches.TryTake(out Dictionary<string, ModelToken[]>? cache))
        {
            cache = [];
        }

        Dictionary<string, ModelToken[]>.AlternateLookup<ReadOnlySpan<char>> lookup = cache.GetAlternateLookup<ReadOnlySpan<char>>();
        for (int start = 0, end; start < text.Length; start = end)
        {
            end = EndOfWord(text, start);
            ReadOnlySpan<char> word = text[start..end];
            if (!lookup.TryGetValue(word, out ModelToken[]? tokens))
            {
                string copy = word.ToString();
                tokens = [.. _plain.Encode(copy).Select(item => new ModelToken(item.Id, item.Text, item.Start, item.End))];
                Remember(cache, copy, tokens);
            }

            foreach (ModelToken token in tokens)
            {
                sink.Add(token, start);
            }
        }

        _caches.Add(cache);
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

    private static void Remember(Dictionary<string, ModelToken[]> cache, string word, ModelToken[] tokens)
    {
        if (word.Length > LongestWord)
        {
            return;
        }

        if (cache.Count == MostWords)
        {
            cache.Clear();
        }

        cache.Add(word, tokens);
    }
}
