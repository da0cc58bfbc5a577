using System.Collections.Concurrent;
using LanguageModeling.Batches;
using LanguageModeling.Decoding;
using LanguageModeling.Devices;
using LanguageModeling.Folders;

namespace LanguageModeling;

/// <summary>A GPT-class decoder that runs on ONNX Runtime, as any exporter wrote it.</summary>
/// <remarks>
/// One session serves all threads; each state owns its key/value cache. Dispose the model after its states. Known forms: Optimum and
/// transformers.js (<c>past_key_values.N.key</c>, merged or in two graphs), onnxruntime-genai, ONNX Runtime's transformers tool (<c>past_N</c>),
/// fused graphs whose cache is written in place (<c>seqlens_k</c>), and graphs without a cache, which compute the whole context at every step.
/// </remarks>
public sealed class OnnxLanguageModel : ILanguageModel, IDisposable
{
    private readonly Decoder _decoder;
    private readonly ConcurrentBag<BatchScorer> _scorers = []; // each for one thread at a time

    private OnnxLanguageModel(Decoder decoder, OnnxDeviceChoice device, ModelFiles files, ModelSettings settings, SpecialTokens special)
    {
        _decoder = decoder;
        Device = device;
        Path = files.Graph;
        SpecialTokens = special;
        GenerationDefaults = settings.Generation;
    }

    /// <inheritdoc/>
    public int VocabularySize => _decoder.VocabularySize;

    /// <inheritdoc/>
    public SpecialTokens SpecialTokens { get; }

    /// <inheritdoc/>
    public int? MaximumContextLength => _decoder.ContextLength;

    /// <summary>The device that runs the model, and why.</summary>
    public OnnxDeviceChoice Device { get; }

    /// <summary>Full path of the graph; of the first, where there are two.</summary>
    public string Path { get; }

    /// <summary>Settings for generation that the model comes with; <see langword="null"/> if it has none.</summary>
    public GenerationOptions? GenerationDefaults { get; }

    /// <summary>Loads a model.</summary>
    /// <param name="path">An .onnx file, or the folder of a model: as Optimum, transformers.js, onnxruntime-genai or <c>lm onnx build</c> write it.</param>
    /// <param name="options">Settings; <see langword="null"/> for the defaults.</param>
    /// <exception cref="FileNotFoundException">There is no such file or folder, or no graph in it.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or nothing tells which of several graphs to take.</exception>
    /// <exception cref="NotSupportedException">The graph has inputs or outputs that this library does not know; the message names them.</exception>
    /// <exception cref="InvalidOperationException">The device cannot be used, and no fallback was asked for.</exception>
    public static OnnxLanguageModel Load(string path, OnnxModelOptions? options = null)
    {
        options ??= new OnnxModelOptions();
        options.Validate();
        ModelFiles files = ModelFiles.Find(path, options.Variant);
        ModelSettings settings = ModelSettings.Read(files.Folders);
        SpecialTokens special = options.SpecialTokens ?? settings.SpecialTokens;
        SessionFactory factory = SessionFactory.Create(options);
        int? start = options.StartToken ?? special.BeginningOfSequence ?? special.EndOfSequence;
        Decoder decoder = Decoder.Load(factory, files, settings, options, start);
        try
        {
            CheckIds(files.Graph, decoder, special, start);
            return new OnnxLanguageModel(decoder, factory.Choice, files, settings, special);
        }
        catch
        {
            decoder.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public LanguageModelState CreateState() => new OnnxState(_decoder);

    /// <inheritdoc/>
    /// <remarks>
    /// Sequences of like lengths share a run, of at most <see cref="OnnxModelOptions.ScoringTokens"/> tokens; a longer one goes through in parts.
    /// The scores are those of a state, up to rounding.
    /// </remarks>
    public void ScoreBatch(ReadOnlySpan<SequenceToScore> batch, CancellationToken cancellationToken = default)
    {
        if (!BatchScorer.CanScore(_decoder))
        {
            SequenceToScore.ScoreOneByOne(this, batch, cancellationToken);
            return;
        }

        if (!_scorers.TryTake(out BatchScorer? scorer))
        {
            scorer = new BatchScorer(_decoder);
        }

        try
        {
            scorer.Score(batch, cancellationToken);
        }
        finally
        {
            _scorers.Add(scorer);
        }
    }

    /// <summary>Ends the session.</summary>
    public void Dispose()
    {
        while (_scorers.TryTake(out BatchScorer? scorer))
        {
            scorer.Dispose();
        }

        _decoder.Dispose();
    }

    private static void CheckIds(string path, Decoder decoder, SpecialTokens special, int? start)
    {
        foreach (int? id in (int?[])[special.BeginningOfSequence, special.EndOfSequence, special.Unknown, special.Padding, start])
        {
            if (id < 0 || id >= decoder.VocabularySize)
            {
                throw new InvalidDataException(
                    $"{path} has {decoder.VocabularySize} tokens, but the special token {id} is outside of them. The files beside it belong to another model; fetch them again, or set {nameof(OnnxModelOptions.SpecialTokens)}.");
            }
        }
    }
}
