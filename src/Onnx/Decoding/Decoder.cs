using LanguageModeling.Caches;
using LanguageModeling.Devices;
using LanguageModeling.Folders;
using LanguageModeling.Signatures;

namespace LanguageModeling.Decoding;

/// <summary>The one or two graphs of a decoder, with its limits. Immutable; shared by all threads.</summary>
internal sealed class Decoder : IDisposable
{
    private readonly Lazy<bool> _canBatch;

    private Decoder(DecoderSession first, DecoderSession? next, OnnxModelOptions options, int? contextLength, CacheStore store)
    {
        First = first;
        Next = next;
        Options = options;
        ContextLength = contextLength;
        Caches = first.Signature.Cache is CacheLayout layout ? new CacheForm(layout, first.Signature.IsInPlace, contextLength, store) : null;
        _canBatch = new Lazy<bool>(() => BatchTrial.Run(this));
        Lifetime = new Lifetime(typeof(OnnxLanguageModel), End);
    }

    /// <summary>The graph for tokens without a past.</summary>
    public DecoderSession First { get; }

    /// <summary>The graph for tokens after a past, where there are two.</summary>
    public DecoderSession? Next { get; }

    public OnnxModelOptions Options { get; }

    /// <summary>Most tokens of context; null without a limit.</summary>
    public int? ContextLength { get; }

    /// <summary>Stands for the beginning of a text without any context; null if nothing tells.</summary>
    public int? StartToken { get; init; }

    /// <summary>Every run is a use.</summary>
    public Lifetime Lifetime { get; }

    public int VocabularySize => First.VocabularySize;

    /// <summary>Whether keys and values are kept; else every step computes the whole context again.</summary>
    public bool HasCache => Next is not null || First.Signature.HasPast;

    /// <summary>Whether tokens can be tried ahead: they were asked for, and a run gives the logits after each of several tokens.</summary>
    public bool CanDraft
    {
        get
        {
            DecoderSession graph = Next ?? First;
            return Options.LookupTokens > 0 && HasCache && graph.Form != LogitsForm.Last && graph.Signature.FixedSteps is null;
        }
    }

    /// <summary>What its caches are like; null without any.</summary>
    public CacheForm? Caches { get; }

    /// <summary>Whether the cache is written in place.</summary>
    public bool IsInPlace => First.Signature.IsInPlace;

    /// <summary>Whether states of different lengths can run together. Tried when first asked.</summary>
    public bool CanBatch => _canBatch.Value;

    /// <summary>Starts the sessions.</summary>
    /// <exception cref="NotSupportedException">The graphs are no decoder of a known form, or do not belong together.</exception>
    /// <exception cref="InvalidDataException">A file cannot be read.</exception>
    public static Decoder Load(SessionFactory factory, ModelFiles files, ModelSettings settings, OnnxModelOptions options, int? startToken)
    {
        DecoderSession first = DecoderSession.Load(factory, files.Graph, settings.Names);
        DecoderSession? next = null;
        try
        {
            next = files.NextGraph is string path ? DecoderSession.Load(factory, path, settings.Names) : null;
            CheckPair(files, first, next);
            CacheStore store = CacheStore.Create(factory, options, first, next ?? first);
            return new Decoder(first, next, options, options.ContextLength ?? settings.ContextLength ?? first.ContextLength, store) { StartToken = startToken };
        }
        catch
        {
            first.Dispose();
            next?.Dispose();
            throw;
        }
    }

    /// <summary>The graph for a run after a past of some length.</summary>
    public DecoderSession GraphAfter(int past) => past > 0 && Next is not null ? Next : First;

    /// <summary>What the graph takes and keeps, in a few words.</summary>
    public string Describe()
    {
        CacheLayout? cache = First.Signature.Cache;
        string kept = !HasCache || cache is null
            ? "no key/value cache: every step computes the whole context"
            : $"key/value cache {(IsInPlace ? "in place" : "that grows")}, {cache.EntryCount} parts of {cache.Heads} heads of {cache.HeadSize}, {cache.Type.ToString().ToLowerInvariant()}";
        string rows = First.Form switch
        {
            LogitsForm.Chosen => "chosen rows of logits",
            LogitsForm.All => "all rows of logits",
            _ => "the last row of logits",
        };
        return $"{(Next is null ? "one graph" : "two graphs")}; {kept}; {rows}{(First.Signature.HasLogProbabilities ? ", log probabilities" : "")}";
    }

    public void Dispose() => Lifetime.Dispose();

    private void End()
    {
        Caches?.Store.Dispose();
        First.Dispose();
        Next?.Dispose();
    }

    private static void CheckPair(ModelFiles files, DecoderSession first, DecoderSession? next)
    {
        foreach (DecoderSession graph in new[] { first, next ?? first })
        {
            if (graph.Signature.FixedSteps is int steps and not 1)
            {
                throw new NotSupportedException($"{files.Graph} takes exactly {steps} tokens at a time. Export it with a dynamic number of tokens.");
            }

            if (graph.Signature.FixedSteps == 1 && !graph.Signature.HasPast)
            {
                throw new NotSupportedException($"{files.Graph} takes one token at a time but no past. Export it with a dynamic number of tokens.");
            }
        }

        if (next is not null && (!next.Signature.HasPast || next.Signature.Cache != first.Signature.Cache || next.VocabularySize != first.VocabularySize))
        {
            throw new NotSupportedException($"{files.NextGraph} does not continue {files.Graph}: their caches or vocabularies differ. Export both from one model.");
        }
    }
}
