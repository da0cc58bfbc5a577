using System.Globalization;
using System.Numerics.Tensors;
using LanguageModeling.Decoding;
using Microsoft.ML.OnnxRuntime;

namespace LanguageModeling.Benchmarks;

/// <summary>Times the likelihood of 160 texts of 10 to 200 tokens: <see cref="OnnxLanguageModel.ScoreBatch"/>, and the way of sample code.</summary>
internal static class ScoringTimings
{
    private const int Texts = 160;
    private const int Shortest = 10;
    private const int Longest = 200;
    private const int NaiveBatch = 16;
    private const int Vocabulary = 50257;

    /// <summary>A folder of this library's graphs.</summary>
    public static int Run(string folder)
    {
        using OnnxLanguageModel model = OnnxLanguageModel.Load(folder);
        return Report(folder, texts =>
        {
            SequenceToScore[] batch = [.. texts.Select(ids => new SequenceToScore(ids.AsMemory(0, 1), ids.AsMemory(1), new double[ids.Length - 1]))];
            model.ScoreBatch(batch);
            return batch.Sum(sequence => TensorPrimitives.Sum<double>(sequence.LogProbabilities.Span));
        });
    }

    /// <summary>
    /// A plain export: texts as they come, 16 in a batch, padded at the right with a mask; all logits come out, and a vectorised log-softmax
    /// takes the wanted ones.
    /// </summary>
    public static int RunNaive(string folder)
    {
        using var options = new SessionOptions();
        using var session = new InferenceSession(Path.Combine(folder, "onnx", "model.onnx"), options);
        return Report(folder, texts => texts.Chunk(NaiveBatch).Sum(batch => ScorePadded(session, batch)));
    }

    private static double ScorePadded(InferenceSession session, int[][] batch)
    {
        int width = batch.Max(ids => ids.Length) - 1;
        long rows = batch.Length;
        var ids = new long[rows * width];
        var mask = new long[rows * width];
        var positions = new long[rows * width];
        for (int row = 0; row < rows; row++)
        {
            for (int i = 0; i < width; i++)
            {
                bool real = i < batch[row].Length - 1;
                ids[(row * width) + i] = real ? batch[row][i] : 0;
                mask[(row * width) + i] = real ? 1 : 0;
                positions[(row * width) + i] = i;
            }
        }

        Dictionary<string, OrtValue> inputs = [];
        inputs["input_ids"] = OrtValue.CreateTensorValueFromMemory(ids, [rows, width]);
        inputs["attention_mask"] = OrtValue.CreateTensorValueFromMemory(mask, [rows, width]);
        inputs["position_ids"] = OrtValue.CreateTensorValueFromMemory(positions, [rows, width]);
        foreach (string name in session.InputNames.Except(inputs.Keys).ToArray())
        {
            int[] dims = session.InputMetadata[name].Dimensions;
            inputs[name] = OrtValue.CreateTensorValueFromMemory(Array.Empty<float>(), [rows, dims[1], 0, dims[3]]);
        }

        using var run = new RunOptions();
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(run, inputs, ["logits"]);
        ReadOnlySpan<float> logits = outputs[0].GetTensorDataAsSpan<float>();
        double sum = 0;
        for (int row = 0; row < rows; row++)
        {
            for (int i = 0; i < batch[row].Length - 1; i++)
            {
                ReadOnlySpan<float> next = logits.Slice(((row * width) + i) * Vocabulary, Vocabulary);
                sum += next[batch[row][i + 1]] - LogSoftmax.LogSumExp(next);
            }
        }

        foreach (OrtValue value in inputs.Values)
        {
            value.Dispose();
        }

        return sum;
    }

    private static int[][] CreateTexts()
    {
        var random = new Random(5);
        return [.. Enumerable.Range(0, Texts).Select(_ => random.Next(Shortest, Longest + 1))
            .Select(length => Enumerable.Range(0, length).Select(_ => random.Next(Vocabulary)).ToArray())];
    }

    private static int Report(string folder, Func<int[][], double> score)
    {
        int[][] texts = CreateTexts();
        score(texts[..NaiveBatch]);
        double sum = 0;
        double milliseconds = Timing.Median(1, () => sum = score(texts));
        int tokens = texts.Sum(ids => ids.Length - 1);
        double resident = Environment.WorkingSet / 1e6;
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(folder));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}\t{tokens / milliseconds * 1000:F0} tokens/s\t{resident:F0} MB\tsum {sum:F3}"));
        return 0;
    }
}
