namespace LanguageModeling.Mixing;

/// <summary>Brings models for text to one vocabulary.</summary>
internal static class TextMixing
{
    /// <summary>The models, all with the ids of one codec.</summary>
    public static (ILanguageModel[] Models, ITextCodec Codec) Join(IReadOnlyList<TextLanguageModel> models)
    {
        ArgumentNullException.ThrowIfNull(models);
        if (models.Count == 0)
        {
            throw new ArgumentException("There is nothing to mix. Give at least one model.", nameof(models));
        }

        if (models.Any(model => model.Codec is not VocabularyCodec))
        {
            return HaveSameTokens(models)
                ? ([.. models.Select(model => model.Model)], models[0].Codec)
                : throw new ArgumentException("Models with tokenizers of different tokens cannot be mixed. Give models of one tokenizer.", nameof(models));
        }

        VocabularyCodec[] codecs = [.. models.Select(model => (VocabularyCodec)model.Codec)];
        VocabularyCodec? other = Array.Find(codecs, codec => !codec.Splitter.Equals(codecs[0].Splitter) || codec.Lowercase != codecs[0].Lowercase);
        if (other is not null)
        {
            throw new ArgumentException(
                $"The models split text by different rules ({Name(codecs[0])} and {Name(other)}). Mix models of one rule; ARPA files do not tell theirs.", nameof(models));
        }

        var union = new VocabularyUnion([.. codecs.Select(codec => codec.Vocabulary)]);
        ILanguageModel[] joint = [.. models.Select((model, m) => Map(model.Model, union, m))];
        return (joint, new VocabularyCodec(union.Vocabulary, codecs[0].Splitter, codecs[0].Lowercase));
    }

    /// <summary>The probability of each token of texts by each model, [M][T].</summary>
    public static List<double>[] Score(ILanguageModel[] models, ITextCodec codec, IEnumerable<string> texts, CancellationToken cancellationToken)
    {
        List<double>[] probabilities = [.. models.Select(_ => new List<double>())];
        foreach (string text in texts)
        {
            int[] ids = [.. codec.Encode(text).Select(token => token.Id)];
            for (int m = 0; m < models.Length; m++)
            {
                SequenceScore score = models[m].MaximumContextLength is null
                    ? models[m].Score(ids, cancellationToken: cancellationToken)
                    : models[m].ScoreRolling(ids, cancellationToken: cancellationToken);
                probabilities[m].AddRange(score.TokenLogProbabilities.Select(Math.Exp));
            }
        }

        return probabilities;
    }

    private static ILanguageModel Map(ILanguageModel model, VocabularyUnion union, int m)
    {
        int[] own = union.OwnIds(m);
        bool same = own.Length == model.VocabularySize && model.SpecialTokens == union.Vocabulary.SpecialTokens;
        for (int id = 0; same && id < own.Length; id++)
        {
            same = own[id] == id;
        }

        return same ? model : new MappedLanguageModel(model, own, union.Vocabulary.SpecialTokens);
    }

    private static bool HaveSameTokens(IReadOnlyList<TextLanguageModel> models)
    {
        ITextCodec first = models[0].Codec;
        return models.All(model => model.Codec.VocabularySize == first.VocabularySize && model.Codec.SpecialTokens == first.SpecialTokens
            && Enumerable.Range(0, first.VocabularySize).All(id => model.Codec.GetToken(id) == first.GetToken(id)));
    }

    private static string Name(VocabularyCodec codec) => codec.Splitter.Name + (codec.Lowercase ? ", lower case" : "");
}
