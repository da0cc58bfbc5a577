using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace LanguageModeling.Pipelines;

/// <summary>Finds the language model of a pipeline and the codec of its tokens.</summary>
internal static class TextModelFinder
{
    public static TextLanguageModel Find(IExceptionContext context, ITransformer pipeline)
    {
        List<ITransformer> steps = [.. Flatten(pipeline)];
        int at = steps.FindLastIndex(step => step is LanguageModelTransformer);
        if (at < 0)
        {
            return steps.OfType<IHasTextModel>().LastOrDefault()?.Model ?? throw context.Process(new InvalidOperationException(
                $"The pipeline has no language model among its {steps.Count} steps. "
                + "Give one that was fitted with a language model's trainer or mlContext.LanguageModeling.Score."));
        }

        var scorer = (LanguageModelTransformer)steps[at];
        List<EncodeTokensTransformer> encoders = [.. steps.Take(at).OfType<EncodeTokensTransformer>()];
        EncodeTokensTransformer encoder = encoders.LastOrDefault(e => e.OutputColumnName == scorer.InputColumnName)
            ?? encoders.LastOrDefault()
            ?? throw context.Process(new InvalidOperationException(
                $"The pipeline has no EncodeTokens step that makes the tokens in column '{scorer.InputColumnName}'. "
                + "Pair the model with its codec yourself: new TextLanguageModel(transformer.Model, codec)."));
        return new TextLanguageModel(scorer.Model, encoder.Codec);
    }

    private static IEnumerable<ITransformer> Flatten(ITransformer transformer)
        => transformer is IEnumerable<ITransformer> chain ? chain.SelectMany(Flatten) : [transformer];
}
