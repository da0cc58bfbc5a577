namespace LanguageModeling.Benchmarks;

/// <summary>Times a model through the library's own contract: append tokens, ask for all log-probabilities.</summary>
internal static class StateTimings
{
    public static int Run(string folder)
    {
        using OnnxLanguageModel model = OnnxLanguageModel.Load(folder);
        var scores = new float[model.VocabularySize];
        int[] ids = [.. Enumerable.Range(0, Timing.PrefillTokens).Select(i => i * 7919 % 50000)];
        using LanguageModelState state = model.CreateState();
        void Step(ReadOnlySpan<int> tokens)
        {
            state.Append(tokens);
            state.GetNextLogProbabilities(scores);
        }

        void Prefill()
        {
            state.Rewind(0);
            Step(ids);
        }

        Prefill();
        double prefill = Timing.Median(5, Prefill);
        state.Rewind(0);
        Step(ids.AsSpan(0, Timing.DecodeContext));
        Step([1]);
        double decode = Timing.Median(Timing.DecodeSteps, () => Step([System.Numerics.Tensors.TensorPrimitives.IndexOfMax(scores)]));
        return Timing.Print($"{Path.GetFileName(Path.TrimEndingDirectorySeparator(folder))} through OnnxLanguageModel", prefill, decode);
    }
}
