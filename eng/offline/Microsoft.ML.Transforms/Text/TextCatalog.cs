using Microsoft.ML.Transforms.Text;

namespace Microsoft.ML;

/// <summary>Mirrors the catalog of text transforms.</summary>
public static class TextCatalog
{
    public static WordTokenizingEstimator TokenizeIntoWords(
        this TransformsCatalog.TextTransforms catalog, string outputColumnName, string inputColumnName = null, char[] separators = null)
        => new(catalog.GetEnvironment(), outputColumnName, inputColumnName ?? outputColumnName, separators ?? [' ']);

    public static TokenizingByCharactersEstimator TokenizeIntoCharactersAsKeys(
        this TransformsCatalog.TextTransforms catalog, string outputColumnName, string inputColumnName = null, bool useMarkerCharacters = true)
        => new(catalog.GetEnvironment(), outputColumnName, inputColumnName ?? outputColumnName, useMarkerCharacters);

    public static TextNormalizingEstimator NormalizeText(
        this TransformsCatalog.TextTransforms catalog,
        string outputColumnName,
        string inputColumnName = null,
        TextNormalizingEstimator.CaseMode caseMode = TextNormalizingEstimator.CaseMode.Lower,
        bool keepDiacritics = false,
        bool keepPunctuations = true,
        bool keepNumbers = true)
        => new(catalog.GetEnvironment(), outputColumnName, inputColumnName ?? outputColumnName, new TextNormalizer(caseMode, keepDiacritics, keepPunctuations, keepNumbers));

    public static NgramExtractingEstimator ProduceNgrams(
        this TransformsCatalog.TextTransforms catalog,
        string outputColumnName,
        string inputColumnName = null,
        int ngramLength = 2,
        int skipLength = 0,
        bool useAllLengths = true,
        int maximumNgramsCount = 10000000,
        NgramExtractingEstimator.WeightingCriteria weighting = NgramExtractingEstimator.WeightingCriteria.Tf)
        => new(
            catalog.GetEnvironment(),
            outputColumnName,
            inputColumnName ?? outputColumnName,
            NgramExtractingEstimator.Limits(ngramLength, skipLength, useAllLengths, maximumNgramsCount),
            skipLength,
            weighting);
}
