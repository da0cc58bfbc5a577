using LanguageModeling.Embeddings;

namespace LanguageModeling;

/// <content>Evaluation against what people say.</content>
public sealed partial class WordVectors
{
    /// <summary>Answers questions "a is to b as c is to d", as in Google's questions-words.txt (Mikolov et al. 2013a).</summary>
    /// <param name="lines">A section begins with a line ": name"; each other line that is not empty holds four words.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <returns>A result for each section, in their order, then that of all together, named "all".</returns>
    /// <exception cref="InvalidDataException">A line holds neither a section nor four words.</exception>
    public IReadOnlyList<AnalogySectionResult> EvaluateAnalogies(IEnumerable<string> lines, WordVectorEvaluationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(lines);
        options ??= new WordVectorEvaluationOptions();
        options.Validate();
        return new AnalogyQuestions(this, options).Answer(lines);
    }

    /// <summary>Compares similarities with people's judgement, as in WordSim-353, MEN or SimLex-999.</summary>
    /// <param name="lines">
    /// Two words and a number, separated by tabs, commas or spaces; more fields may follow. Empty lines, lines that begin with # and one first line without a number are passed over.
    /// </param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <exception cref="InvalidDataException">A line does not hold two words and a number.</exception>
    public WordSimilarityResult EvaluateSimilarities(IEnumerable<string> lines, WordVectorEvaluationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(lines);
        options ??= new WordVectorEvaluationOptions();
        options.Validate();
        return new SimilarityPairs(this, options).Compare(lines);
    }

    /// <summary>Where words lie on the plane on which their vectors spread most: the first two principal components.</summary>
    /// <param name="words">The words, at least two.</param>
    /// <returns>A point for each word. The first coordinate spreads most; the sign of each is that which makes its largest value positive.</returns>
    /// <exception cref="ArgumentException">There are fewer than two words.</exception>
    /// <exception cref="KeyNotFoundException">A word has no vector.</exception>
    public IReadOnlyList<(double X, double Y)> Project(IReadOnlyList<string> words) => PrincipalPlane.Project(this, GetIds(words, 2, "a plane"));
}
