using System.Collections.Concurrent;
using System.Text;

namespace LanguageModeling.Tokenizers;

/// <summary>
/// The fast way of byte-level BPE with a known splitting rule: nothing is allocated for a word that came up before.
/// </summary>
internal sealed class ByteLevelEncoder : FastEncoder
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
    public static new ByteLevelEncoder? Create(TokenizerPipeline pipeline, AddedVocabulary added)
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

    public override bool TryEncode<TSink>(ReadOnlySpan<char> text, ref TSink sink)
    {
        if (_form is { } form && !Ascii.IsValid(text) && !IsNormalized(text, form))
        {
            return false;
        }

        State state = Rent();
        try
        {
            if (_added.Plain?.MayMatch(text) == true || _added.Normalized?.MayMatch(text) == true)
            {
                EncodeParts(text.ToString(), state, ref sink);
            }
            else
            {
                EncodeWords(text, 0, state, ref sink);
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

    private void EncodeParts<TSink>(string text, State state, ref TSink sink)
        where TSink : struct, ITokenSink, allows ref struct
    {
        foreach ((int start, int end, int id) in _added.Plain?.Split(text) ?? [(0, text.Length, -1)])
        {
            if (id >= 0)
            {
                sink.Add(new ModelToken(id, text[start..end], start, end), 0);
                continue;
            }

            string part = text[start..end];
            foreach ((int from, int to, int normalizedId) in _added.Normalized?.Split(part) ?? [(0, part.Length, -1)])
            {
                if (normalizedId >= 0)
                {
                    sink.Add(new ModelToken(normalizedId, part[from..to], from, to), start);
                }
                else
                {
                    EncodeWords(part.AsSpan(from..to), start + from, state, ref sink);
                }
            }
        }
    }

    private void EncodeWords<TSink>(ReadOnlySpan<char> text, int start, State state, ref TSink sink)
        where TSink : struct, ITokenSink, allows ref struct
    {
        WordCache cache = state.Cache;
        for (int at = 0; at < text.Length;)
        {
            int end = WordScanner.Next(_rule, text, at);
            ReadOnlySpan<char> word = text[at..end];
            if (!cache.TryGet(word, out ReadOnlySpan<int> ids))
            {
                ids = state.Merger.Merge(word);
                cache.Add(word, ids);
            }

            sink.AddWord(ids, word, start + at);
            at = end;
        }
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
