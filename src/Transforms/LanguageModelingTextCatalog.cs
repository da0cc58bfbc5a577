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
        this TransformsCatalog.TextTransforms catalog,
        string outputColumnName,
        string? inputColumnName = null,
        Tokenizer? tokenizer = null,
        bool asKeys = false)
        => EncodeTokens(
            catalog,
            new EncodeTokensOptions { OutputColumnName = outputColumnName, InputColumnName = inputColumnName, Tokenizer = tokenizer, AsKeys = asKeys });

    /// <summary>Encodes text as tokens.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">Settings.</param>
    public static EncodeTokensEstimator EncodeTokens(this TransformsCatalog.TextTransforms catalog, EncodeTokensOptions options)
        => new(MlNet.Environment(catalog), options);

    /// <summary>Decodes tokens to text.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">Name of the column with the text.</param>
    /// <param name="inputColumnName">Name of the column with token ids or keys; null for the name of the output column.</param>
    /// <param name="tokenizer">Decodes the tokens; null for the vocabulary that the column tells, as columns of EncodeTokens do.</param>
    public static DecodeTokensEstimator DecodeTokens(
        this TransformsCatalog.TextTransforms catalog, string outputColumnName, string? inputColumnName = null, Tokenizer? tokenizer = null)
        => DecodeTokens(
            catalog,
            new DecodeTokensOptions { OutputColumnName = outputColumnName, InputColumnName = inputColumnName, Tokenizer = tokenizer });

    /// <summary>Decodes tokens to text.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">Settings.</param>
    public static DecodeTokensEstimator DecodeTokens(this TransformsCatalog.TextTransforms catalog, DecodeTokensOptions options)
        => new(MlNet.Environment(catalog), options);

    /// <summary>Writes a prompt for each row. The columns are described at <see cref="FormatPromptTransformer"/>.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">Name of the column with the prompts.</param>
    /// <param name="template">Source of a <see cref="PromptTemplate"/> that names columns: "{{Instruction}}\n{{Input}}\n".</param>
    /// <inheritdoc cref="PromptTemplate(string, string)" path="/exception"/>
    public static FormatPromptEstimator FormatPrompt(this TransformsCatalog.TextTransforms catalog, string outputColumnName, string template)
        => FormatPrompt(catalog, new FormatPromptOptions { OutputColumnName = outputColumnName, Prompt = new FewShotPrompt(template) });

    /// <summary>Writes a zero-, one- or few-shot prompt for each row; Fit takes the examples from its data, or from other data.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">Settings.</param>
    public static FormatPromptEstimator FormatPrompt(this TransformsCatalog.TextTransforms catalog, FormatPromptOptions options)
        => new(MlNet.Environment(catalog), options);

    /// <summary>Finds phrases, words that stand together unusually often, and joins each with an underscore, or as the options say: new york, new_york.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">Name of the column with the joined text.</param>
    /// <param name="inputColumnName">Name of the column with the text; null for the name of the output column.</param>
    /// <param name="options">How phrases are found; null for the defaults.</param>
    public static JoinPhrasesEstimator JoinPhrases(
        this TransformsCatalog.TextTransforms catalog, string outputColumnName, string? inputColumnName = null, PhraseOptions? options = null)
        => new(MlNet.Environment(catalog), outputColumnName, inputColumnName ?? outputColumnName, options ?? new PhraseOptions());

    /// <summary>Prepares text for word-level models: Unicode normalization, tokens for URLs, e-mail addresses and numbers, lower case.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">Name of the column with the prepared text.</param>
    /// <param name="inputColumnName">Name of the column with the text.</param>
    /// <param name="options">Settings.</param>
    public static PrepareTextEstimator PrepareText(
        this TransformsCatalog.TextTransforms catalog, string outputColumnName, string inputColumnName, TextPreparationOptions options)
        => new(MlNet.Environment(catalog), outputColumnName, inputColumnName, options);

    /// <summary>Cuts rows of tokens into windows that do not overlap: a row for each window.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">Name of the column with the windows; a vector of variable length of the input's ids or keys.</param>
    /// <param name="inputColumnName">Name of the column with token ids or keys.</param>
    /// <param name="length">Tokens in a window; the last window of a row may be shorter.</param>
    /// <param name="targetColumnName">Name of the column with next-token targets; null for none.</param>
    public static TokenWindowsEstimator TokenWindows(
        this TransformsCatalog.TextTransforms catalog,
        string outputColumnName,
        string inputColumnName = "Tokens",
        int length = 128,
        string? targetColumnName = null)
        => TokenWindows(
            catalog,
            new TokenWindowsOptions
            {
                OutputColumnName = outputColumnName,
                InputColumnName = inputColumnName,
                Length = length,
                TargetColumnName = targetColumnName,
            });

    /// <summary>Cuts rows of tokens into windows, or into predictions of one token each.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">Settings.</param>
    public static TokenWindowsEstimator TokenWindows(this TransformsCatalog.TextTransforms catalog, TokenWindowsOptions options)
        => new(MlNet.Environment(catalog), options);
}
