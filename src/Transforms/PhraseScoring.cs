namespace LanguageModeling;

/// <summary>How strongly two neighbouring words belong together.</summary>
public enum PhraseScoring
{
    /// <summary>(count(a b) - minimum count) · words of the text / (count(a) · count(b)), as word2phrase has it (Mikolov et al. 2013b, eq. 6, times the size of the text).</summary>
    Word2Phrase,

    /// <summary>Normalized pointwise mutual information (Bouma 2009): ln(p(a b) / (p(a) p(b))) / -ln p(a b), from -1 to 1.</summary>
    NormalizedMutualInformation,
}
