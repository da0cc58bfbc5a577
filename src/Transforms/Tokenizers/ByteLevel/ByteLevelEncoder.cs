using System.Collections.Concurrent;
using System.Text;

namespace LanguageModeling.Tokenizers;

/// <summary>
/// The fast way of byte-level BPE with a known splitting rule: nothing is allocated for a word that came up before. It gives what
/// <see cref="PipelineEncoder"/>, the plain way, gives; tests compare the two. Safe for use by many threads at once.
/// </summary>
internal sealed class ByteLevelEncoder
{
    private readonly SplitRule _rule;
    private readonly BpeModel _model;
    private readonly AddedVocabulary _added;
    private readonly NormalizationForm? _form;
    private readonly int[] _byteIds;
    private readonly ConcurrentBag<State> _states = [];
    private State? _state;

    private ByteLevelEncoder(SplitRule rule, BpeModel model, AddedVocabulary added, NormalizationForm? form, int[] byteIds)
    {
        _rule = rule;
        _model = model;
        _added = added;
        _form = form;
        _byteIds = byteIds;
    }

    /// <summary>Makes an encoder; null when the pipeline is of another kind.</summary>
    public static ByteLevelEncoder? Create(TokenizerPipeline pipeline, AddedVocabulary added)
    {
        if (pipeline.Model is not BpeModel model || WordScanner.FindRule(pipeline.Splitting) is not { } rule
            || pipeline.Normalization is not (null or UnicodeNormalization { Form: NormalizationForm.FormC })
            || model.Settings.ContinuingPrefix.Length > 0 || model.Settings.EndOfWordSuffix.Length > 0)
        {
            return null;
        }

        var byteIds = new int[256];
        for (int b = 0; b < 256; b++)
        {
            if (!model.Tokens.TryGetId([ByteAlphabet.Spell((byte)b)], out byteIds[b]))
            {
                return null;
            }
        }

        return new ByteLevelEncoder(rule, model, added, (pipeline.Normalization as UnicodeNormalization)?.Form, byteIds);
    }

    /// <summary>Encodes a text, nothing added.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="destination">Receives the ids.</param>
    /// <param name="written">How many there are.</param>
    /// <param name="fits">Whether they fit.</param>
    /// <returns>Whether the text can be encoded this way.</returns>
    public bool TryEncode(ReadOnlySpan<char> text, Span<int> destination, out int written, out bool fits)
    {
        written = 0;
        fits = true;
        if (_form is { } form && !Ascii.IsValid(text) && !IsNormalized(text, form))
        {
            return false;
        }

        State state = Rent();
        try
        {
            if (_added.Plain?.MayMatch(text) == true || _added.Normalized?.MayMatch(text) == true)
            {
                EncodeParts(text.ToString(), state, destination, ref written, ref fits);
            }
            else
            {
                EncodeWords(text, state, destination, ref written, ref fits);
            }
        }
        finally
        {
            Return(state);
        }

        return true;
    }

    private static bool IsNormalized(ReadOnlySpan<char> text, NormalizationForm form)
    {
        try
        {
            return text.IsNormalized(form);
        }
        catch (ArgumentException)
        {
            return false; // an unpaired surrogate
        }
    }

    private void EncodeParts(string text, State state, Span<int> destination, ref int written, ref bool fits)
    {
        IEnumerable<(int Start, int End, int Id)> parts = _added.Plain is { } plain ? plain.Split(text) : [(0, text.Length, -1)];
        foreach ((int start, int end, int id) in parts)
        {
            if (id >= 0)
            {
                Add(id, destination, ref written, ref fits);
                continue;
            }

            string part = text[start..end];
            foreach ((int from, int to, int normalizedId) in _added.Normalized?.Split(part) ?? [(0, part.Length, -1)])
            {
                if (normalizedId >= 0)
                {
                    Add(normalizedId, destination, ref written, ref fits);
                }
                else
                {
                    EncodeWords(part.AsSpan(from, to - from), state, destination, ref written, ref fits);
                }
            }
        }
    }

    private void EncodeWords(ReadOnlySpan<char> text, State state, Span<int> destination, ref int written, ref bool fits)
    {
        WordCache cache = state.Cache;
        for (int at = 0; at < text.Length;)
        {
            int end = WordScanner.Next(_rule, text, at);
            ReadOnlySpan<char> word = text[at..end];
            at = end;
            if (!cache.TryGet(word, out ReadOnlySpan<int> ids))
            {
                ids = state.Merger.Merge(word);
                cache.Add(word, ids);
            }

            fits = fits && ids.TryCopyTo(destination[written..]);
            written += ids.Length;
        }
    }

    private static void Add(int id, Span<int> destination, ref int written, ref bool fits)
    {
        fits = fits && written < destination.Length;
        if (fits)
        {
            destination[written] = id;
        }

        written++;
    }

    private State Rent() => Interlocked.Exchange(ref _state, null) ?? (_states.TryTake(out State? other) ? other : new State(new ByteMerger(_model, _byteIds)));

    private void Return(State state)
    {
        if (Interlocked.CompareExchange(ref _state, state, null) is not null)
        {
            _states.Add(state);
        }
    }

    private sealed record State(ByteMerger Merger)
    {
        public WordCache Cache { get; } = new();
    }
}
