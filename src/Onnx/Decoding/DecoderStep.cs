using LanguageModeling.Caches;
using LanguageModeling.Signatures;
using LanguageModeling.Tensors;

namespace LanguageModeling.Decoding;

/// <summary>Runs a decoder on further tokens of one sequence, and keeps the binding of single tokens. Used by one thread at a time.</summary>
internal sealed class DecoderStep(Decoder decoder) : IDisposable
{
    private readonly CancellableRun _run = new(decoder.ContextLength is not null);
    private readonly OutputMemory _rowsMemory = new();
    private DecoderInputs? _single;
    private RealOutput? _singleLogits;
    private KeyValueCache? _bound;
    private int _boundVersion;

    /// <summary>Runs tokens behind those in a cache, and takes them into it.</summary>
    /// <param name="cache">A cache that is the caller's alone, with room; null where the decoder has none.</param>
    /// <param name="past">Tokens in the cache.</param>
    /// <param name="tokens">The tokens.</param>
    /// <param name="logits">Receives the logits of the last of them.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    public void Run(KeyValueCache? cache, int past, ReadOnlySpan<int> tokens, Span<float> logits, CancellationToken cancellationToken)
    {
        DecoderSession graph = decoder.GraphAfter(past);
        if (tokens.Length == 1 && past > 0)
        {
            RunSingle(graph, cache!, past, tokens, logits, cancellationToken);
            return;
        }

        using var inputs = new DecoderInputs(graph.Session, graph.Signature, rows: 1, tokens.Length, logitRows: 1);
        using RealOutput output = CreateLogits(graph, inputs);
        inputs.Set(tokens, past);
        cache?.Bind(inputs.Binding, graph.Signature.Entries, past, tokens.Length, graph.Signature.HasPast);
        inputs.Bind();
        _run.Run(graph.Session, inputs.Binding, cancellationToken);
        cache?.Commit(past + tokens.Length);
        output.Read(graph.Form == LogitsForm.All && graph.Signature.LogitCount is null ? tokens.Length - 1 : 0, logits);
    }

    /// <summary>As <see cref="Run"/>, with the logits after each token.</summary>
    /// <param name="cache">The cache.</param>
    /// <param name="past">Tokens in it, at least one.</param>
    /// <param name="tokens">The tokens, T of them.</param>
    /// <param name="logits">Receives the logits, [T, V].</param>
    /// <param name="cancellationToken">Stops the run.</param>
    public void RunRows(KeyValueCache cache, int past, ReadOnlySpan<int> tokens, Span<float> logits, CancellationToken cancellationToken)
    {
        DecoderSession graph = decoder.GraphAfter(past);
        using var inputs = new DecoderInputs(graph.Session, graph.Signature, rows: 1, tokens.Length, logitRows: tokens.Length);
        inputs.Set(tokens, past);
        inputs.SetLogitCount(0);
        for (int t = 0; t < tokens.Length; t++)
        {
            inputs.SetLogitRow(t, t, 0);
        }

        int width = graph.VocabularySize;
        using RealOutput output = graph.Form == LogitsForm.Chosen
            ? new RealOutput(inputs.Binding, graph.Signature.Logits, _rowsMemory, tokens.Length, width)
            : new RealOutput(inputs.Binding, graph.Signature.Logits, _rowsMemory, 1, tokens.Length, width);
        cache.Bind(inputs.Binding, graph.Signature.Entries, past, tokens.Length, graph.Signature.HasPast);
        inputs.Bind();
        _run.Run(graph.Session, inputs.Binding, cancellationToken);
        cache.Commit(past + tokens.Length);
        for (int t = 0; t < tokens.Length; t++)
        {
            output.Read(t, logits.Slice(t * width, width));
        }
    }

    public void Dispose()
    {
        _rowsMemory.Dispose();
        _single?.Dispose();
        _singleLogits?.Dispose();
        _run.Dispose();
    }

    private void RunSingle(DecoderSession graph, KeyValueCache cache, int past, ReadOnlySpan<int> tokens, Span<float> logits, CancellationToken cancellationToken)
    {
        if (_single is null)
        {
            _single = new DecoderInputs(graph.Session, graph.Signature, rows: 1, steps: 1, logitRows: 1);
            _singleLogits = CreateLogits(graph, _single);
        }

        _single.Set(tokens, past);
        _single.Bind();
        if (decoder.Caches!.Store.IsCopied || !decoder.IsInPlace || _bound != cache || _boundVersion != cache.Version)
        {
            cache.Bind(_single.Binding, graph.Signature.Entries, past, 1, withPast: true);
            _bound = cache;
            _boundVersion = cache.Version;
        }

        _run.Run(graph.Session, _single.Binding, cancellationToken);
        cache.Commit(past + 1);
        _singleLogits!.Read(0, logits);
    }

    private static RealOutput CreateLogits(DecoderSession graph, DecoderInputs inputs)
    {
        inputs.SetLogitCount(1);
        int rows = graph.Form == LogitsForm.All && graph.Signature.LogitCount is null ? inputs.Steps : 1;
        GraphValue logits = graph.Signature.Logits;
        return logits.Rank == 2
            ? new RealOutput(inputs.Binding, logits, null, rows, graph.VocabularySize)
            : new RealOutput(inputs.Binding, logits, null, 1, rows, graph.VocabularySize);
    }
}
