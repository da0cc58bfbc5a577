namespace LanguageModeling;

/// <summary>How <see cref="Word2VecModel"/> learns without a sum over the whole vocabulary.</summary>
public enum Word2VecObjective
{
    /// <summary>Tells the word from words drawn from a noise distribution (Mikolov et al. 2013b, eq. 4).</summary>
    NegativeSampling,

    /// <summary>Decides at each inner node of a Huffman tree on the way to the word (Morin and Bengio 2005; Mikolov et al. 2013b, eq. 3). A proper distribution.</summary>
    HierarchicalSoftmax,
}
