using Microsoft.ML.OnnxRuntime.Tensors;

namespace LanguageModeling.Signatures;

/// <summary>Finds the part that each input and output of a decoder plays, by name, element type and shape.</summary>
internal sealed class SignatureReader
{
    private readonly string _graph;
    private readonly GraphNames _names;
    private readonly List<GraphValue> _inputs;
    private readonly IReadOnlyList<GraphValue> _outputs;
    private readonly bool _givesHiddenStates;

    private SignatureReader(string graph, IReadOnlyList<GraphValue> inputs, IReadOnlyList<GraphValue> outputs, GraphNames names, bool givesHiddenStates)
    {
        _givesHiddenStates = givesHiddenStates;
        _graph = graph;
        _names = names;
        _inputs = [.. inputs];
        _outputs = outputs;
    }

    /// <summary>Reads a signature.</summary>
    /// <param name="graph">What to call the graph in messages.</param>
    /// <param name="inputs">Its inputs.</param>
    /// <param name="outputs">Its outputs.</param>
    /// <param name="names">Names to look for.</param>
    /// <param name="givesHiddenStates">Whether to look for hidden states in the place of logits.</param>
    /// <exception cref="NotSupportedException">Something that a decoder needs is missing, or there is an input that nobody would fill.</exception>
    public static DecoderSignature Read(
        string graph, IReadOnlyList<GraphValue> inputs, IReadOnlyList<GraphValue> outputs, GraphNames names, bool givesHiddenStates = false)
        => new SignatureReader(graph, inputs, outputs, names, givesHiddenStates).Read();

    private DecoderSignature Read()
    {
        GraphValue ids = Take("token ids", _names.Ids, IsMatrix)
            ?? throw Unsuitable($"has no input for token ids ({string.Join(", ", _names.Ids)}; int32 or int64, [batch, tokens])");
        GraphValue logits = _givesHiddenStates ? FindHiddenStates() : FindLogits();
        (IReadOnlyList<CacheEntry> entries, GraphValue? example) = ReadCache();
        var signature = new DecoderSignature
        {
            Ids = ids,
            Mask = Take("an attention mask", _names.Mask, IsMatrix),
            Positions = Take("positions", _names.Positions, IsMatrix),
            Segments = Take("segments", _names.Segments, IsMatrix),
            SequenceLengths = Take("lengths", _names.SequenceLengths, value => value.Type == TensorElementType.Int32 && value.Rank is 1 or 2),
            TotalLength = Take("the total length", _names.TotalLength, value => value.IsInteger && value.Rank is 0 or 1),
            LogitRows = Take("rows of logits", _names.LogitRows, IsList),
            Targets = Take("targets", _names.Targets, IsList),
            CacheSwitch = Take("the switch for the cache", _names.CacheSwitch, value => value.Type == TensorElementType.Bool),
            LogitCount = Take("the number of rows of logits", _names.LogitCount, value => value.IsInteger && value.Rank is 0 or 1),
            Logits = logits,
            LogProbabilities = _outputs.FirstOrDefault(value => _names.LogProbabilities.Contains(value.Name)),
            Entries = entries,
            Cache = example is null ? null : ToLayout(example, entries.Count),
        };
        return _inputs.Count == 0
            ? signature
            : throw Unsuitable($"asks for {string.Join(", ", _inputs)}, and no decoder that this library knows has such an input");
    }

    private GraphValue FindLogits()
        => _outputs.FirstOrDefault(value => _names.Logits.Contains(value.Name) && value.IsReal && value.Rank is 2 or 3)
            ?? throw Unsuitable(
                $"has no logits ({string.Join(", ", _names.Logits)}; float, float16 or bfloat16, [batch, tokens, vocabulary]) but {string.Join(", ", _outputs)}. "
                + "It may be an encoder, or a decoder without its head; export it for the task text-generation");

    private GraphValue FindHiddenStates()
        => _outputs.FirstOrDefault(value => _names.HiddenStates.Contains(value.Name) && value.IsReal && value.Rank is 2 or 3)
            ?? throw Unsuitable(
                $"has no hidden states ({string.Join(", ", _names.HiddenStates)}; float, float16 or bfloat16, [batch, tokens, size]) but {string.Join(", ", _outputs)}. "
                + "Name one of them as the output, or export the model for the task feature-extraction");

    private (IReadOnlyList<CacheEntry> Entries, GraphValue? Example) ReadCache()
    {
        SortedDictionary<(int Layer, int Part), GraphValue> past = Number(_inputs, _names.PastKey, _names.PastValue, _names.PastBoth);
        SortedDictionary<(int Layer, int Part), GraphValue> present = Number(_outputs, _names.PresentKey, _names.PresentValue, _names.PresentBoth);
        _inputs.RemoveAll(past.ContainsValue);
        if (past.Count > 0 && !past.Keys.SequenceEqual(present.Keys))
        {
            string missing = string.Join(", ", past.Where(entry => !present.ContainsKey(entry.Key)).Select(entry => entry.Value.Name));
            throw Unsuitable(
                missing.Length > 0
                    ? $"has no output that continues its input {missing}"
                    : $"gives {present.Count} parts of a cache but takes {past.Count}");
        }

        CacheEntry[] entries = [.. present.Select(entry => new CacheEntry(past.GetValueOrDefault(entry.Key)?.Name, entry.Value.Name))];
        return (entries, past.Values.Concat(present.Values).FirstOrDefault());
    }

    private static SortedDictionary<(int Layer, int Part), GraphValue> Number(
        IReadOnlyList<GraphValue> values, IReadOnlyList<string> keys, IReadOnlyList<string> contents, IReadOnlyList<string> both)
    {
        var numbered = new SortedDictionary<(int, int), GraphValue>();
        foreach (GraphValue value in values)
        {
            if (GraphNames.LayerOf(value.Name, keys) is int key)
            {
                numbered[(key, 0)] = value;
            }
            else if (GraphNames.LayerOf(value.Name, contents) is int content)
            {
                numbered[(content, 1)] = value;
            }
            else if (GraphNames.LayerOf(value.Name, both) is int layer)
            {
                numbered[(layer, 2)] = value;
            }
        }

        return numbered;
    }

    private CacheLayout ToLayout(GraphValue example, int count)
    {
        bool isCombined = example.Rank == 5 && example.Dimensions[0] == 2;
        int first = isCombined ? 1 : 0;
        if (!example.IsReal || example.Rank != first + 4)
        {
            throw Unsuitable($"has a cache of an unknown shape: {example}. Known are [batch, heads, tokens, size] and [2, batch, heads, tokens, size], in float, float16 or bfloat16");
        }

        int heads = example.Dimensions[first + 1];
        int size = example.Dimensions[first + 3];
        return heads > 0 && size > 0
            ? new CacheLayout(heads, size, example.Type, isCombined, count)
            : throw Unsuitable($"does not tell the number of heads and their size in the shape of its cache: {example}. Export it with these dimensions fixed");
    }

    private GraphValue? Take(string part, IReadOnlyList<string> names, Func<GraphValue, bool> fits)
    {
        GraphValue? found = _inputs.Find(value => names.Contains(value.Name));
        if (found is null)
        {
            return null;
        }

        _inputs.Remove(found);
        return fits(found) ? found : throw Unsuitable($"has an input for {part} of another type or shape than is known: {found}");
    }

    private NotSupportedException Unsuitable(string fault) => new($"{_graph} {fault}.");

    private static bool IsMatrix(GraphValue value) => value.IsInteger && value.Rank == 2;

    private static bool IsList(GraphValue value) => value.IsInteger && value.Rank == 1;
}
