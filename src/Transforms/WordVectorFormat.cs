namespace LanguageModeling;

/// <summary>File formats of word vectors that other programs read and write.</summary>
public enum WordVectorFormat
{
    /// <summary>word2vec's text: a header line with count and dimension; then a line for each word, numbers with six decimals, each followed by a space.</summary>
    Word2VecText,

    /// <summary>word2vec's binary: a header line; then word, space, little-endian 32-bit floats and a line feed for each word. Keeps every bit.</summary>
    Word2VecBinary,

    /// <summary>Text as gensim writes it: a header line; shortest numbers that give the same floats back, no space at the end of lines.</summary>
    GensimText,

    /// <summary>Binary as gensim writes it: like <see cref="Word2VecBinary"/> without the line feeds after vectors. Keeps every bit.</summary>
    GensimBinary,

    /// <summary>fastText's <c>.vec</c>: a header line; numbers with five significant digits, each followed by a space.</summary>
    FastText,

    /// <summary>GloVe's text: no header; words may hold spaces. Shortest numbers that give the same floats back.</summary>
    Glove,
}
