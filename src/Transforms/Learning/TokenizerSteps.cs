using LanguageModeling.Tokenizers;

namespace LanguageModeling.Learning;

/// <summary>What surrounds the model of a trained tokenizer: the steps before and after it.</summary>
/// <param name="Normalization">Changes the text first; null for nothing.</param>
/// <param name="Splitting">Splits text into words.</param>
/// <param name="Words">The same, fast, for training.</param>
/// <param name="Decoding">Makes text of tokens; null for words with spaces between them.</param>
internal sealed record TokenizerSteps(NormalizationStep? Normalization, SplittingStep Splitting, IWordSource Words, DecodingStep? Decoding)
{
    private const string Begin = "[CLS]";
    private const string Separator = "[SEP]";
    private const string WordPiecePrefix = "##";

    public static TokenizerSteps For(TokenizerTrainingOptions options)
    {
        bool wordPiece = options.Algorithm == TokenizerAlgorithm.WordPiece;
        List<NormalizationStep> normalizations = options.Normalization is { } form ? [new UnicodeNormalization(form)] : [];
        if (wordPiece)
        {
            normalizations.Add(new BertNormalization(cleanText: true, handleChinese: true, stripAccents: null, options.Lowercase));
        }
        else if (options.Lowercase)
        {
            normalizations.Add(new LowercaseNormalization());
        }

        NormalizationStep? normalization = normalizations.Count < 2 ? normalizations.FirstOrDefault() : new SequenceNormalization(normalizations);
        switch (options.Algorithm)
        {
            case TokenizerAlgorithm.ByteLevelBpe:
                bool prefix = options.AddPrefixSpace;
                return new TokenizerSteps(
                    normalization,
                    new ByteLevelSplitting(prefix, trimOffsets: true, useRule: true),
                    new Gpt2Words(prefix),
                    new ByteLevelDecoding(prefix, trimOffsets: true, useRule: true));
            case TokenizerAlgorithm.CharacterBpe or TokenizerAlgorithm.Unigram:
                var splitting = new MetaspaceSplitting(MetaspaceWords.Mark.ToString(), PrependScheme.Always, split: true);
                return new TokenizerSteps(normalization, splitting, new MetaspaceWords(), CreateMetaspaceDecoding(splitting, options.ByteFallback));
            default:
                SplittingStep words = wordPiece ? new BertSplitting() : new WordSplitting();
                return new TokenizerSteps(normalization, words, new StepWords(words), wordPiece ? new WordPieceDecoding(WordPiecePrefix, cleanUp: true) : null);
        }
    }

    /// <summary>Puts BERT's marks around texts, where a vocabulary has them.</summary>
    public ProcessingStep? CreateProcessing(TokenTable tokens)
    {
        if (Decoding is not WordPieceDecoding || !tokens.TryGetId(Begin, out int begin) || !tokens.TryGetId(Separator, out int separator))
        {
            return null;
        }

        TemplatePiece first = new(-1, Begin, 0), end = new(-1, Separator, 0);
        return new TemplateProcessing(
            [first, new TemplatePiece(0, null, 0), end],
            [first, new TemplatePiece(0, null, 0), end, new TemplatePiece(1, null, 1), end with { TypeId = 1 }],
            new Dictionary<string, IReadOnlyList<(string, int)>> { [Begin] = [(Begin, begin)], [Separator] = [(Separator, separator)] });
    }

    private static DecodingStep CreateMetaspaceDecoding(MetaspaceSplitting splitting, bool byteFallback)
        => !byteFallback ? new MetaspaceDecoding(splitting) : new SequenceDecoding(
        [
            new ReplaceDecoding(new TextReplacement(TextPattern.Create(splitting.Mark, isExpression: false), " ")),
            new ByteFallbackDecoding(),
            new FuseDecoding(),
            new StripDecoding(" ", 1, 0),
        ]);

    /// <summary>Words as a pre-tokenizer gives them.</summary>
    private sealed class StepWords(SplittingStep step) : IWordSource
    {
        public void Split(string text, WordSink sink)
        {
            if (text.Length == 0)
            {
                return;
            }

            foreach (AlignedText word in step.Split([AlignedText.FromSource(TextUnits.WithoutLoneSurrogates(text))]))
            {
                sink(word.Text);
            }
        }
    }
}
