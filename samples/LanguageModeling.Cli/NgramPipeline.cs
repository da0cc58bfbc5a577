using Microsoft.ML;
using Microsoft.ML.Data;

namespace LanguageModeling.Cli;

/// <summary>The ML.NET pipeline that <c>lm</c> trains: text, tokens, n-gram model.</summary>
internal static class NgramPipeline
{
    /// <summary>Encodes the column Text and trains on the tokens.</summary>
    /// <param name="context">Where the pipeline lives.</param>
    /// <param name="options">Settings of the model; its splitter and letter case serve the encoder.</param>
    public static EstimatorChain<LanguageModelTransformer> Create(MLContext context, NgramOptions options)
        => context.Transforms.Text
            .EncodeTokens(new EncodeTokensOptions
            {
                OutputColumnName = "Tokens",
                InputColumnName = nameof(TextRow.Text),
                Splitter = options.Splitter,
                Lowercase = options.Lowercase,
                CancellationToken = options.CancellationToken,
            })
            .Append(context.LanguageModeling.Trainers.Ngram(new NgramTrainer.Options
            {
                Training = options,
                Scoring = new LanguageModelScoringOptions { TextColumnName = nameof(TextRow.Text) },
            }));
}
