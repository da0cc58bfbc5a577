namespace LanguageModeling;

/// <summary>How "a is to b as c is to ?" is answered with word vectors.</summary>
public enum AnalogyMethod
{
    /// <summary>3CosAdd (Mikolov et al. 2013): the word whose vector is nearest to b - a + c, all of length 1.</summary>
    Add,

    /// <summary>
    /// 3CosMul (Levy and Goldberg 2014): the word with the greatest cos(x, b) cos(x, c) / (cos(x, a) + 0.001), each cosine moved from [-1, 1] to
    /// [0, 1]. No single term can outweigh the others.
    /// </summary>
    Multiply,
}
