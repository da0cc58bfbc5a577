using LanguageModeling.Batches;
using LanguageModeling.Decoding;
using LanguageModeling.Devices;
using LanguageModeling.Files;
using LanguageModeling.Folders;
using LanguageModeling.Saving;
using LanguageModeling.Signatures;
using LanguageModeling.Tensors;

namespace LanguageModeling;

/// <summary>Turns texts into vectors with the hidden states of an ONNX model: a BERT-style encoder, or a decoder exported with its hidden states.</summary>
/// <remarks>Immutable and safe for use by many threads at once. Texts of like lengths share a run.</remarks>
public sealed class OnnxTextEmbedder : ITextEmbedder, ISavable<OnnxTextEmbedder>, IDisposable
{
    private const int UsualTokens = 512;
    private const int FormatVersion = 1;

    private readonly DecoderSession _session;
    private readonly Lifetime _lifetime;
    private readonly OnnxTextEmbedderOptions _options; // with all that files tell filled in
    private readonly EmbeddingPooling _pooling;
    private readonly ModelFiles _files;
    private readonly Func<string, int[]> _encode;
    private ModelBundle? _bundle; // the files, where they came out of a model file
    private UnpackedFolder? _unpacked; // where they lay

    private OnnxTextEmbedder(DecoderSession session, OnnxDeviceChoice device, ModelFiles files, OnnxTextEmbedderOptions options, Func<string, int[]> encode)
    {
        _session = session;
        _lifetime = new Lifetime(typeof(OnnxTextEmbedder), session.Dispose);
        _files = files;
        _options = options;
        _pooling = options.Pooling!.Value;
        _encode = encode;
        Device = device;
    }

    /// <inheritdoc/>
    public int Dimension => _session.VocabularySize; // the width of the output

    /// <inheritdoc/>
    public bool IsPooled => _pooling != EmbeddingPooling.None || IsPooledByGraph;

    /// <summary>The device that runs the model, and why.</summary>
    public OnnxDeviceChoice Device { get; }

    /// <summary>The name of the model's folder.</summary>
    internal string Name => Path.GetFileName(_files.Folders[^1]);

    private static ReadOnlySpan<byte> Magic => "LMONNXEM"u8;

    private bool IsPooledByGraph => _session.Form == LogitsForm.Last;

    /// <summary>Loads a model with its tokenizer.</summary>
    /// <param name="path">An .onnx file, or the folder of a model, as for <see cref="OnnxLanguageModel.Load(string, OnnxModelOptions)"/>.</param>
    /// <param name="options">Settings; <see langword="null"/> for the defaults.</param>
    /// <exception cref="FileNotFoundException">There is no such file or folder, no graph in it, or no tokenizer beside it.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or nothing tells which of several graphs to take.</exception>
    /// <exception cref="NotSupportedException">
    /// The graph has no hidden states, or inputs that this library does not know; or the model has a further layer outside of it. The message names them.
    /// </exception>
    /// <exception cref="InvalidOperationException">The device cannot be used, and no fallback was asked for.</exception>
    public static OnnxTextEmbedder Load(string path, OnnxTextEmbedderOptions? options = null)
    {
        options ??= new OnnxTextEmbedderOptions();
        options.Validate();
        ModelFiles files = ModelFiles.Find(path, options.Model.Variant);
        ModelSettings settings = ModelSettings.Read(files.Folders);
        EmbeddingSettings told = EmbeddingSettings.Read(files.Folders);
        int taken = Math.Min(told.MaximumTokens ?? int.MaxValue, options.Model.ContextLength ?? settings.ContextLength ?? int.MaxValue);
        options = options with
        {
            Pooling = options.Pooling ?? told.Pooling ?? EmbeddingPooling.Mean,
            Normalize = options.Normalize ?? told.Normalize ?? true,
            MaximumTokens = options.MaximumTokens ?? (taken == int.MaxValue ? UsualTokens : taken),
        };
        Func<string, int[]> encode = CreateEncoder(files, options, settings.VocabularySize, told.Lowercase);
        SessionFactory factory = SessionFactory.Create(options.Model);
        GraphNames names = options.OutputName is string output ? settings.Names with { HiddenStates = [output] } : settings.Names;
        var embedder = new OnnxTextEmbedder(DecoderSession.Load(factory, files.Graph, names, givesHiddenStates: true), factory.Choice, files, options, encode);
        if (told.Lack is null || embedder.IsPooledByGraph || options.Pooling == EmbeddingPooling.None)
        {
            return embedder;
        }

        embedder.Dispose();
        throw new NotSupportedException(
            $"{told.Lack}. Export the whole model, and name its output (sentence_embedding) in {nameof(OnnxTextEmbedderOptions)}.{nameof(OnnxTextEmbedderOptions.OutputName)}.");
    }

    /// <summary>Reads an embedder that <see cref="Save"/> wrote, and starts it on the processor, or on the device that the MLContext which loads it asks for.</summary>
    /// <param name="stream">Read from its position; left open.</param>
    /// <exception cref="InvalidDataException">The bytes are damaged, or files that they refer to are missing or have changed.</exception>
    public static OnnxTextEmbedder Load(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var reader = new BinaryModelReader(stream, Magic, FormatVersion, "ONNX text embedder");
        var options = new OnnxTextEmbedderOptions
        {
            Pooling = (EmbeddingPooling)reader.ReadInt32(0, (int)Enum.GetValues<EmbeddingPooling>().Max(), "a kind of pooling"),
            Normalize = reader.ReadBoolean(),
            OutputName = reader.ReadString() is { Length: > 0 } name ? name : null,
            MaximumTokens = reader.ReadInt32() is > 0 and int most ? most : null,
        };
        reader.Complete();
        SavedModel saved = SavedModel.Read(stream);
        UnpackedFolder files = UnpackedFolder.Open(saved.Bundle);
        try
        {
            OnnxTextEmbedder embedder = Load(files.Path, options with { Model = UnpackedFolder.OnDevice(saved.Options) });
            if (saved.Bundle.IsEmbedded)
            {
                (embedder._bundle, embedder._unpacked) = (saved.Bundle, files);
            }

            return embedder;
        }
        finally
        {
            files.TryDelete();
        }
    }

    /// <inheritdoc/>
    public int? CountTokens(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return _encode(text).Length;
    }

    /// <summary>Writes the embedder as <see cref="OnnxLanguageModel.Save"/> writes a model.</summary>
    /// <param name="stream">Written from its position; left open.</param>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var writer = new BinaryModelWriter(stream, Magic, FormatVersion);
        writer.Write((int)_pooling);
        writer.Write(_options.Normalize == true);
        writer.Write(_options.OutputName ?? "");
        writer.Write(_options.MaximumTokens ?? 0);
        writer.Complete();
        new SavedModel(_bundle ?? ModelBundle.Of(_files, _options.Model.EmbedLimit), _options.Model).Write(stream);
    }

    /// <inheritdoc/>
    /// <exception cref="OperationCanceledException">Cancelled, inside a run.</exception>
    /// <exception cref="ObjectDisposedException">The embedder was disposed.</exception>
    public IReadOnlyList<float[]> Embed(IReadOnlyList<string> texts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        using Lifetime.Use use = _lifetime.Begin();
        int[][] ids = [.. texts.Select(_encode)];
        float[][] vectors = new float[ids.Length][];
        int[] filled = [.. Enumerable.Range(0, ids.Length).Where(number => ids[number].Length > 0)];
        foreach (int number in Enumerable.Range(0, ids.Length).Except(filled))
        {
            vectors[number] = IsPooled ? new float[Dimension] : [];
        }

        int budget = _session.Signature.Mask is null ? 1 : _options.Model.ScoringTokens; // without a mask, padding could be seen
        using var run = new CancellableRun(knowsContext: false);
        foreach (int[] places in BatchPlan.Create([.. filled.Select(number => ids[number].Length)], budget))
        {
            EmbedTogether(ids, [.. places.Select(place => filled[place])], vectors, run, cancellationToken);
        }

        return vectors;
    }

    /// <summary>Ends the session, as soon as no run needs it any more.</summary>
    public void Dispose()
    {
        _lifetime.Dispose();
        _unpacked?.TryDelete();
    }

    private void EmbedTogether(int[][] ids, int[] numbers, float[][] vectors, CancellableRun run, CancellationToken cancellationToken)
    {
        int steps = ids[numbers[0]].Length; // the longest comes first
        using var inputs = new DecoderInputs(_session.Session, _session.Signature, numbers.Length, steps, numbers.Length * steps);
        inputs.SetWidth(0, steps);
        inputs.SetLogitCount(0);
        inputs.BindEmptyPast();
        for (int row = 0; row < numbers.Length; row++)
        {
            inputs.SetRow(row, ids[numbers[row]], 0);
            for (int column = ids[numbers[row]].Length; column < steps; column++)
            {
                inputs.Hide(row, column);
            }
        }

        using RealOutput output = IsPooledByGraph
            ? new RealOutput(inputs.Binding, _session.Signature.Logits, null, numbers.Length, Dimension)
            : new RealOutput(inputs.Binding, _session.Signature.Logits, null, numbers.Length, steps, Dimension);
        inputs.Bind();
        run.Run(_session.Session, inputs.Binding, cancellationToken);
        float[] tokens = new float[steps * Dimension];
        for (int row = 0; row < numbers.Length; row++)
        {
            int count = IsPooledByGraph ? 1 : ids[numbers[row]].Length;
            for (int t = 0; t < count; t++)
            {
                output.Read(IsPooledByGraph ? row : ((long)row * steps) + t, tokens.AsSpan(t * Dimension, Dimension));
            }

            EmbeddingPooling pooling = IsPooledByGraph ? EmbeddingPooling.First : _pooling;
            vectors[numbers[row]] = TokenPooling.Pool(tokens.AsSpan(0, count * Dimension), Dimension, pooling, _options.Normalize == true);
        }
    }

    private static Func<string, int[]> CreateEncoder(ModelFiles files, OnnxTextEmbedderOptions options, int? vocabularySize, bool lowercase)
    {
        int most = options.MaximumTokens!.Value;
        if (options.Model.Codec is ITextCodec codec)
        {
            return text => [.. codec.Encode(text).Take(most).Select(token => token.Id)];
        }

        if (TokenizerFinder.Find(files.Folders) is not string folder)
        {
            throw new FileNotFoundException(
                $"There is no tokenizer in {string.Join(" or ", files.Folders)}. Put tokenizer.json or vocab.txt there, or set {nameof(OnnxModelOptions)}.{nameof(OnnxModelOptions.Codec)}.");
        }

        PipelineTokenizer tokenizer = TokenizerLoader.Load(folder);
        TokenizerFinder.RequireFit(folder, tokenizer, vocabularySize ?? int.MaxValue);
        var encoding = new TextEncodingOptions { Truncation = new TokenTruncation { MaxLength = most } };
        return text => [.. tokenizer.Encode(lowercase ? text.ToLowerInvariant() : text, null, encoding).Ids];
    }
}
