using LanguageModeling.Graphs;

namespace LanguageModeling.Tests.Models;

/// <summary>
/// An encoder whose every token sees all tokens: hidden[t] = E[id_t] + mean over the unmasked tokens of E, of 8 numbers. So padding that is seen changes
/// every vector. With BERT's inputs, and a sentence embedding beside the hidden states.
/// </summary>
internal static class TinyEncoder
{
    public const int Size = 8;
    public const int Vocabulary = 96;

    /// <summary>Writes the graph.</summary>
    public static void Write(string path)
    {
        var graph = new OnnxGraph { Name = "encoder" };
        var writer = new GraphWriter(graph);
        writer.Input("input_ids", OnnxType.Int64, "batch_size", "sequence_length");
        writer.Input("attention_mask", OnnxType.Int64, "batch_size", "sequence_length");
        writer.Input("token_type_ids", OnnxType.Int64, "batch_size", "sequence_length");
        string table = writer.Weight(OnnxTensor.Of("table", Table(), Vocabulary, Size));
        string words = writer.Add("Gather", "words", [table, "input_ids"]);
        string mask = writer.Add("Unsqueeze", "mask3", [writer.Add("Cast", "mask_float", ["attention_mask"], ("to", (long)OnnxType.Float)), writer.Constant(2)]);
        string sum = writer.Add("ReduceSum", "sum", [writer.Add("Mul", "seen", [words, mask]), writer.Constant(1)], ("keepdims", 1L));
        string count = writer.Add("ReduceSum", "count", [mask, writer.Constant(1)], ("keepdims", 1L));
        string mean = writer.Add("Div", "mean", [sum, count]);
        writer.Add("Add", "last_hidden_state", [words, mean]);
        writer.Output("last_hidden_state", OnnxType.Float, "batch_size", "sequence_length", Size);
        writer.Add("Squeeze", "sentence_embedding", [mean, writer.Constant(1)]);
        writer.Output("sentence_embedding", OnnxType.Float, "batch_size", Size);
        var model = new OnnxModel { Producer = "tests", Graph = graph };
        model.Opsets.Add("", 17);
        OnnxModelWriter.Write(model, path);
    }

    /// <summary>The vectors of some ids, [T][8].</summary>
    public static double[][] Hidden(params int[] ids)
    {
        double[] mean = Mean(ids);
        return [.. ids.Select(id => Row(id).Select((value, j) => value + mean[j]).ToArray())];
    }

    /// <summary>The sentence embedding of some ids.</summary>
    public static double[] Mean(params int[] ids) => [.. Enumerable.Range(0, Size).Select(j => ids.Average(id => Row(id)[j]))];

    private static double[] Row(int id) => [.. Table().AsSpan(id * Size, Size).ToArray().Select(value => (double)value)];

    private static float[] Table() => [.. Enumerable.Range(0, Vocabulary * Size).Select(i => (((i * 37) % 101) - 50) / 25f)];
}
