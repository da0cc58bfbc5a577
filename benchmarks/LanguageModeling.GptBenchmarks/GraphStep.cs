using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace LanguageModeling.Benchmarks;

/// <summary>A graph of this library's layout by itself, for steps of a number of tokens: one fixed binding, buffers made once, the cache in place.</summary>
internal sealed class GraphStep : IDisposable
{
    private const int Context = 1024;

    private readonly InferenceSession _session;
    private readonly RunOptions _run;
    private readonly OrtIoBinding _binding;
    private readonly List<OrtValue> _values = [];
    private readonly long[] _ids;
    private readonly long[] _positions;
    private readonly int[] _last = new int[1];
    private readonly int[] _total = new int[1];
    private readonly float[] _logits;

    public GraphStep(InferenceSession session, RunOptions run, OrtValue[] caches, int tokens)
    {
        _session = session;
        _run = run;
        _ids = [.. Enumerable.Range(0, tokens).Select(i => (long)(i * 7919 % 50000))];
        _positions = new long[tokens];
        _logits = new float[session.OutputMetadata["logits"].Dimensions[1]];
        _binding = session.CreateIoBinding();
        Bind("input_ids", _ids, 1, tokens);
        Bind("position_ids", _positions, 1, tokens);
        Bind("seqlens_k", _last, 1);
        Bind("total_sequence_length", _total);
        Bind("logit_rows", new long[] { tokens - 1 }, 1);
        Bind("targets", Array.Empty<long>(), 0);
        _values.Add(OrtValue.CreateTensorValueFromMemory(_logits, [1, _logits.Length]));
        _binding.BindOutput("logits", _values[^1]);
        _values.Add(OrtValue.CreateTensorValueFromMemory(Array.Empty<float>(), [0]));
        _binding.BindOutput("log_probabilities", _values[^1]);
        string[] names = [.. session.InputNames.Where(IsCache)];
        for (int i = 0; i < names.Length; i++)
        {
            _binding.BindInput(names[i], caches[i]);
            _binding.BindOutput(names[i].Replace("past_key_values", "present", StringComparison.Ordinal), caches[i]);
        }
    }

    /// <summary>Caches for <see cref="Context"/> tokens.</summary>
    public static OrtValue[] CreateCaches(InferenceSession session)
        => [.. session.InputNames.Where(IsCache).Select(name => CreateCache(session.InputMetadata[name].Dimensions))];

    /// <summary>Runs the step after a number of tokens, and picks the most probable next token.</summary>
    public int Run(int past)
    {
        for (int i = 0; i < _positions.Length; i++)
        {
            _positions[i] = past + i;
        }

        _total[0] = past + _positions.Length;
        _last[0] = _total[0] - 1;
        _session.RunWithBinding(_run, _binding);
        return System.Numerics.Tensors.TensorPrimitives.IndexOfMax(_logits);
    }

    public void Dispose()
    {
        _binding.Dispose();
        _values.ForEach(value => value.Dispose());
    }

    private static bool IsCache(string name) => name.StartsWith("past_key_values.", StringComparison.Ordinal);

    private static OrtValue CreateCache(int[] dims)
        => OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, TensorElementType.Float, [1, dims[1], Context, dims[3]]);

    private void Bind<T>(string name, T[] values, params long[] dims)
        where T : unmanaged
    {
        _values.Add(OrtValue.CreateTensorValueFromMemory(values, dims));
        _binding.BindInput(name, _values[^1]);
    }
}
