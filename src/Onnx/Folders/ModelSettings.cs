using System.Text.Json;
using LanguageModeling.Signatures;

namespace LanguageModeling.Folders;

/// <summary>What the JSON files beside a model tell: <c>genai_config.json</c>, <c>generation_config.json</c>, <c>config.json</c>, <c>tokenizer_config.json</c>.</summary>
internal sealed record ModelSettings
{
    /// <summary>Family of the model, such as gpt2.</summary>
    public string? Family { get; init; }

    public int? VocabularySize { get; init; }

    /// <summary>Most tokens that the model can look at.</summary>
    public int? ContextLength { get; init; }

    public int? Beginning { get; init; }

    /// <summary>Tokens that end a text; the first is the end of sequence.</summary>
    public IReadOnlyList<int> Ends { get; init; } = [];

    public int? Padding { get; init; }

    /// <summary>Whether the tokenizer puts the beginning before every prompt; null if no file tells.</summary>
    public bool? AddBeginning { get; init; }

    /// <summary>Settings for generation that the model comes with; null if it has none.</summary>
    public GenerationOptions? Generation { get; init; }

    /// <summary>Names of inputs and outputs.</summary>
    public GraphNames Names { get; init; } = GraphNames.Default;

    /// <summary>File name of the decoder, by <c>genai_config.json</c>; null if there is none.</summary>
    public string? DecoderFile { get; init; }

    /// <summary>
    /// The special tokens. Where the tokenizer puts nothing before a prompt, as in the GPT-2 family, texts may begin anywhere: the beginning
    /// stands before whole texts and empty prompts only.
    /// </summary>
    public SpecialTokens SpecialTokens => new()
    {
        BeginningOfSequence = Beginning,
        EndOfSequence = Ends.Count > 0 ? Ends[0] : null,
        Padding = Padding,
        AddBeginningToPrompts = AddBeginning ?? (Beginning is not null && Ends.Contains(Beginning.Value) ? false : Family is not "gpt2"),
    };

    /// <summary>Reads the files of a folder, and of those above it that belong to the model.</summary>
    /// <param name="folders">Folders, the nearest to the graph first; the first that has a file counts.</param>
    /// <exception cref="InvalidDataException">A file is no JSON, or holds what cannot be.</exception>
    public static ModelSettings Read(IReadOnlyList<string> folders)
    {
        JsonElement? config = Find("config.json");
        JsonElement? generation = Find("generation_config.json");
        JsonElement? genai = Find("genai_config.json");
        JsonElement? tokenizer = Find("tokenizer_config.json");
        JsonElement? text = config.Member("text_config") ?? config;
        JsonElement? model = genai.Member("model");
        JsonElement? decoder = model.Member("decoder");
        int[] ends = FirstNotEmpty(model.Numbers("eos_token_id"), generation.Numbers("eos_token_id"), text.Numbers("eos_token_id"), config.Numbers("eos_token_id"));
        return new ModelSettings
        {
            Family = model.Text("type") ?? text.Text("model_type"),
            VocabularySize = model.Number("vocab_size") ?? text.Number("vocab_size"),
            ContextLength = model.Number("context_length") ?? text.Number("n_positions", "max_position_embeddings", "n_ctx", "max_seq_len", "seq_length"),
            Beginning = model.Number("bos_token_id") ?? generation.Number("bos_token_id") ?? text.Number("bos_token_id"),
            Ends = ends,
            Padding = model.Number("pad_token_id") ?? generation.Number("pad_token_id") ?? text.Number("pad_token_id"),
            AddBeginning = tokenizer.Flag("add_bos_token"),
            Generation = GenerationSettings.Read(generation, genai.Member("search"), ends),
            Names = ReadNames(decoder),
            DecoderFile = decoder.Text("filename"),
        };

        JsonElement? Find(string name) => folders.Select(folder => JsonFile.TryRead(Path.Combine(folder, name))).FirstOrDefault(found => found is not null);
    }

    private static int[] FirstNotEmpty(params ReadOnlySpan<int[]> lists)
    {
        foreach (int[] list in lists)
        {
            if (list.Length > 0)
            {
                return list;
            }
        }

        return [];
    }

    // genai_config.json says "inputs": { "past_key_names": "past_key_values.%d.key", … }.
    private static GraphNames ReadNames(JsonElement? decoder)
    {
        JsonElement? inputs = decoder.Member("inputs");
        JsonElement? outputs = decoder.Member("outputs");
        GraphNames names = GraphNames.Default;
        return names with
        {
            Ids = Before(inputs.Text("input_ids"), names.Ids),
            Mask = Before(inputs.Text("attention_mask"), names.Mask),
            Positions = Before(inputs.Text("position_ids"), names.Positions),
            SequenceLengths = Before(inputs.Text("seqlens_k"), names.SequenceLengths),
            TotalLength = Before(inputs.Text("total_sequence_length"), names.TotalLength),
            PastKey = Before(inputs.Text("past_key_names"), names.PastKey),
            PastValue = Before(inputs.Text("past_value_names"), names.PastValue),
            PastBoth = Before(inputs.Text("past_names"), names.PastBoth),
            Logits = Before(outputs.Text("logits"), names.Logits),
            PresentKey = Before(outputs.Text("present_key_names"), names.PresentKey),
            PresentValue = Before(outputs.Text("present_value_names"), names.PresentValue),
            PresentBoth = Before(outputs.Text("present_names"), names.PresentBoth),
        };
    }

    private static IReadOnlyList<string> Before(string? name, IReadOnlyList<string> others) => name is null ? others : [name, .. others];
}
