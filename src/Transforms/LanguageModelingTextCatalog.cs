using LanguageModeling.Bridge;
using Microsoft.ML;
using Microsoft.ML.Tokenizers;

namespace LanguageModeling;

/// <summary>Steps that work on text and tokens, at <c>mlContext.Transforms.Text</c>.</summary>
public static class LanguageModelingTextCatalog
{
    /// <summary>Encodes text as tokens, with a tokenizer, or with a vocabulary that Fit makes of the words it sees.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">Name of the column with the tokens' ids; a vector of Int32, or of keys, of variable length.</param>
    /// <param name="inputColumnName">Name of the column with the text; null for the name of the output column.</param>
    /// <param name="tokenizer">Encodes the text; null to make a vocabulary.</param>
    /// <param name="asKeys">Whether the column holds ML.NET keys (id + 1) with KeyValues instead of ids.</param>
    public static EncodeTokensEstimator EncodeTokens(
        this TransformsCatalog.TextTransforms catalog, string outputColumnName, string? inputColumnName = null, Tokenizer? tokenizer = null, bool asKeys = false)
        => EncodeTokens(
            catalog,
            new EncodeTokensOptions { OutputColumnName = outputColumnName, InputColumnName = inputColumnName, Tokenizer = tokenizer, AsKeys = asKeys });

    /// <summary>Encodes text as tokens.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">Settings.</param>
    public static EncodeTokensEstimator EncodeTokens(this TransformsCatalog.TextTransforms catalog, EncodeTokensOptions options)
        => new(MlNet.Environment(catalog), options);
}
