using System.Collections.Concurrent;
using LanguageModeling.Batches;
using LanguageModeling.Decoding;
using LanguageModeling.Devices;
using LanguageModeling.Folders;
using LanguageModeling.Saving;
using LanguageModeling.Templates;

namespace LanguageModeling;

/// <summary>A GPT-class decoder that runs on ONNX Runtime, as any exporter wrote it.</summary>
/// <remarks>
/// One session serves all threads; each state owns its key/value cache. Known forms: Optimum and transformers.js
/// (<c>past_key_values.N.key</c>, merged or in two graphs), onnxruntime-genai, ONNX Runtime's transformers tool (<c>past_N</c>),
/// fused graphs whose cache is written in place (<c>seqlens_k</c>), and graphs without a cache, which compute the whole context at every step.
/// </remarks>
public sealed class OnnxLanguageModel : ILanguageModel, ISavable<OnnxLanguageModel>, IDisposable
{
    // Eight rows take about twice the time of one: the weights, which are most of what is read, are read once.
    private const int BatchSize = 8;

    private readonly Decoder _decoder;
    private readonly ConcurrentBag<BatchScorer> _scorers = []; // each for one thread at a time

    private readonly ModelFiles _files;
    private readonly Lazy<ITextCodec?> _codec;
    private readonly Lazy<ChatTemplateFiles?> _templates;
    private readonly Lazy<ChatTemplate?> _chatTemplate;
    private ModelBundle? _bundle; // the files, where they came out of a model file
    private UnpackedFolder? _unpacked; // where they lay

    private OnnxLanguageModel(Decoder decoder, OnnxDeviceChoice device, ModelFiles files, ModelSettings settings, SpecialTokens special)
    {
        _decoder = decoder;
        _files = files;
        _codec = new Lazy<ITextCodec?>(() => decoder.Options.Codec ?? TokenizerFinder.TryLoad(files.Folders, decoder.VocabularySize, special));
        _templates = new Lazy<ChatTemplateFiles?>(() => ChatTemplateFiles.TryRead(files.Folders));
        _chatTemplate = new Lazy<ChatTemplate?>(() => _templates.Value?.Load(name: null));
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

    /// <summary>What the graph takes and keeps, in a few words, for people.</summary>
    public string Form => _decoder.Describe();

    /// <summary>Settings for generation that the model comes with; <see langword="null"/> if it has none.</summary>
    public GenerationOptions? GenerationDefaults { get; }

    /// <summary>The tokenizer beside the model, as a codec; <see langword="null"/> if there is none. Read when first asked for.</summary>
    /// <exception cref="InvalidDataException">The tokenizer is damaged, or belongs to a model with fewer tokens.</exception>
    public ITextCodec? Codec => _codec.Value;

    /// <summary>
    /// The chat template beside the model, the one called "default" where there are several; <see langword="null"/> if there is none. Read when first
    /// asked for.
    /// </summary>
    /// <exception cref="InvalidDataException">The template has a mistake.</exception>
    /// <exception cref="NotSupportedException">The template uses something that the interpreter does not have.</exception>
    public ChatTemplate? ChatTemplate => _chatTemplate.Value;

    /// <summary>The name of the model's folder.</summary>
    internal string Name => System.IO.Path.GetFileName(_files.Folders[^1]);

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

    /// <summary>Reads a model that <see cref="Save"/> wrote, and starts it on the processor, or on the device that the MLContext which loads it asks for.</summary>
    /// <param name="stream">Read from its position; left open.</param>
    /// <exception cref="InvalidDataException">The bytes are damaged, or files that they refer to are missing or have changed.</exception>
    public static OnnxLanguageModel Load(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        SavedModel saved = SavedModel.Read(stream);
        UnpackedFolder files = UnpackedFolder.Open(saved.Bundle);
        try
        {
            OnnxLanguageModel model = Load(files.Path, UnpackedFolder.OnDevice(saved.Options));
            if (saved.Bundle.IsEmbedded)
            {
                (model._bundle, model._unpacked) = (saved.Bundle, files);
                model.ReadCompanions(); // the folder goes
            }

            return model;
        }
        finally
        {
            files.TryDelete();
        }
    }

    /// <summary>
    /// Writes the model: with all its files if they are small, else as a reference to them by path and SHA-256; see
    /// <see cref="OnnxModelOptions.EmbedLimit"/>. The device is not written. A referred model is looked for where it was, then in a folder of the
    /// same name in the current folder.
    /// </summary>
    /// <param name="stream">Written from its position; left open.</param>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        new SavedModel(_bundle ?? ModelBundle.Of(_files, _decoder.Options.EmbedLimit), _decoder.Options).Write(stream);
    }

    /// <summary>The model with its tokenizer: text in, scores and text out.</summary>
    /// <exception cref="InvalidOperationException">There is no tokenizer beside the model.</exception>
    /// <exception cref="InvalidDataException">The tokenizer is damaged, or belongs to a model with fewer tokens.</exception>
    public TextLanguageModel ToTextModel()
        => new(this, Codec ?? throw new InvalidOperationException(
            $"There is no tokenizer (tokenizer.json, a SentencePiece .model, vocab.json with merges.txt, vocab.txt, .tiktoken) in {string.Join(" or ", _files.Folders)}. "
            + $"Put it there, set {nameof(OnnxModelOptions.Codec)}, or work with token ids."));

    /// <exception cref="InvalidOperationException">There is no chat template beside the model.</exception>
    internal ChatTemplate RequireChatTemplate()
        => ChatTemplate ?? throw new InvalidOperationException(
            $"There is no chat template in {string.Join(" or ", _files.Folders)}: neither chat_template.jinja nor chat_template in tokenizer_config.json. "
            + $"Put it there, or make the client with new {nameof(LanguageModelChatClient)}(model, template).");

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public LanguageModelState CreateState()
    {
        ObjectDisposedException.ThrowIf(_decoder.Lifetime.IsDisposed, this);
        return new OnnxState(_decoder);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// What several sequences begin with, such as the prompt before each of some choices or the examples of a table, goes through the model once, where
    /// it is at least 32 tokens and the model has a cache. For the rest, sequences of like lengths share a run, of at most
    /// <see cref="OnnxModelOptions.ScoringTokens"/> tokens; a longer one goes through in parts. The scores are those of a state, up to rounding.
    /// </remarks>
    public void ScoreBatch(ReadOnlySpan<SequenceToScore> batch, CancellationToken cancellationToken = default)
    {
        using Lifetime.Use use = _decoder.Lifetime.Begin();
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

    /// <inheritdoc/>
    /// <remarks>8, or 1 where the graph cannot take rows of different lengths, which a few short runs tell when this is first asked.</remarks>
    public int PreferredBatchSize => !_decoder.Lifetime.IsDisposed && _decoder.HasCache && _decoder.CanBatch ? BatchSize : 1;

    /// <inheritdoc/>
    /// <remarks>
    /// States that lack but one token each share a run, and so do those with short prompts of which nothing is computed yet. What they are given is what
    /// each gets alone, up to rounding; in graphs that round activations to 8 bits by the range of the whole batch (DynamicQuantizeMatMul), up to
    /// that rounding. A graph that cannot take rows of different lengths runs them one by one.
    /// </remarks>
    public void EvaluateBatch(ReadOnlySpan<LanguageModelState> states, CancellationToken cancellationToken = default)
    {
        OnnxState[] own = new OnnxState[states.Length];
        for (int i = 0; i < states.Length; i++)
        {
            own[i] = states[i] is OnnxState state && state.IsOf(_decoder)
                ? state
                : throw new ArgumentException($"State {i} was not created by this model.", nameof(states));
        }

        DecoderBatch.Evaluate(_decoder, own, cancellationToken);
    }

    /// <summary>Ends the session, as soon as no run needs it any more; states of the model throw from then on.</summary>
    public void Dispose()
    {
        _decoder.Dispose();
        while (_scorers.TryTake(out BatchScorer? scorer))
        {
            scorer.Dispose();
        }

        _unpacked?.TryDelete();
    }

    /// <summary>Reads the tokenizer and the text of the chat template.</summary>
    private void ReadCompanions()
    {
        _ = Codec;
        try
        {
            _ = _templates.Value;
        }
        catch (InvalidDataException)
        {
            // Said to whoever asks for the template; others can do without.
        }
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
