using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace LanguageModeling.Tests.Models;

/// <summary>Runs a model of this library's layout, one call a method, with the cache in one buffer of full length.</summary>
internal sealed class FusedSession : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _options = new();
    private readonly int _batch;
    private readonly OrtValue[] _caches;
    private readonly string[] _cacheInputs;
    private readonly string[] _cacheOutputs;
    private readonly int[] _lengths;

    public FusedSession(string path, int batch = 1, int room = 64)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        _session = new InferenceSession(path, options);
        _batch = batch;
        _lengths = new int[batch];
        _cacheInputs = [.. _session.InputNames.Where(name => name.StartsWith("past_key_values.", StringComparison.Ordinal))];
        _cacheOutputs = [.. _cacheInputs.Select(name => name.Replace("past_key_values", "present", StringComparison.Ordinal))];
        _caches = [.. _cacheInputs.Select(name =>
        {
            int[] dims = _session.InputMetadata[name].Dimensions; // [B, K, S, H]
            int count = batch * dims[1] * room * dims[3];
            long[] shape = [batch, dims[1], room, dims[3]];
            return _session.InputMetadata[name].ElementDataType == TensorElementType.Float16
                ? OrtValue.CreateTensorValueFromMemory(new Float16[count], shape)
                : OrtValue.CreateTensorValueFromMemory(new float[count], shape);
        })];
    }

    public InferenceSession Session => _session;

    /// <summary>Adds tokens to every row (right-padded to one length) and returns the wanted logits and log-probabilities.</summary>
    /// <param name="rows">New tokens of each row.</param>
    /// <param name="logitRows">Wanted rows of the flattened [B·T]; null for all.</param>
    /// <param name="targets">Targets for them; null for none.</param>
    public (float[][] Logits, float[] LogProbabilities) Run(int[][] rows, long[]? logitRows = null, long[]? targets = null)
    {
        int width = rows.Max(row => row.Length);
        logitRows ??= [.. Enumerable.Range(0, _batch * width).Select(i => (long)i)];
        var inputs = new Dictionary<string, OrtValue>
        {
            ["input_ids"] = Longs([.. rows.SelectMany(row => Enumerable.Range(0, width).Select(t => t < row.Length ? row[t] : 0L))], _batch, width),
            ["seqlens_k"] = OrtValue.CreateTensorValueFromMemory(rows.Select((row, b) => _lengths[b] + row.Length - 1).ToArray(), [_batch]),
            ["total_sequence_length"] = OrtValue.CreateTensorValueFromMemory(new[] { rows.Select((row, b) => _lengths[b] + row.Length).Max() }, []),
            ["logit_rows"] = Longs(logitRows, logitRows.Length),
            ["targets"] = Longs(targets ?? [], targets?.Length ?? 0),
        };
        if (_session.InputNames.Contains("position_ids"))
        {
            inputs["position_ids"] = Longs([.. Enumerable.Range(0, _batch).SelectMany(b => Enumerable.Range(0, width).Select(t => (long)Math.Min(_lengths[b] + t, 63)))], _batch, width);
        }

        using OrtIoBinding binding = _session.CreateIoBinding();
        foreach ((string name, OrtValue value) in inputs)
        {
            binding.BindInput(name, value);
        }

        binding.BindOutputToDevice("logits", OrtMemoryInfo.DefaultInstance);
        binding.BindOutputToDevice("log_probabilities", OrtMemoryInfo.DefaultInstance);
        for (int i = 0; i < _caches.Length; i++)
        {
            binding.BindInput(_cacheInputs[i], _caches[i]);
            binding.BindOutput(_cacheOutputs[i], _caches[i]);
        }

        using IDisposableReadOnlyCollection<OrtValue> outputs = _session.RunWithBoundResults(_options, binding);
        for (int b = 0; b < _batch; b++)
        {
            _lengths[b] += rows[b].Length;
        }

        foreach (OrtValue value in inputs.Values)
        {
            value.Dispose();
        }

        float[] logits = outputs[0].GetTensorDataAsSpan<float>().ToArray();
        return ([.. logits.Chunk(logits.Length / logitRows.Length)], outputs[1].GetTensorDataAsSpan<float>().ToArray());
    }

    public void Dispose()
    {
        Array.ForEach(_caches, cache => cache.Dispose());
        _options.Dispose();
        _session.Dispose();
    }

    private static OrtValue Longs(long[] values, params long[] shape) => OrtValue.CreateTensorValueFromMemory(values, shape);
}
