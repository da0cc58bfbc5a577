namespace LanguageModeling;

/// <summary>Kinds of vocabulary files that a <see cref="FileTokenizer"/> reads.</summary>
public enum TokenizerFormat
{
    /// <summary>Byte-pair encoding over characters: <c>vocab.json</c> and <c>merges.txt</c>.</summary>
    Bpe,

    /// <summary>Byte-pair encoding over bytes, as in GPT-2: <c>vocab.json</c> and <c>merges.txt</c> in GPT-2's spelling of bytes.</summary>
    ByteLevelBpe,

    /// <summary>WordPiece, as in BERT: <c>vocab.txt</c>, a token a line.</summary>
    WordPiece,

    /// <summary>Byte-pair encoding over bytes in OpenAI's format: a <c>.tiktoken</c> file, base64 and rank a line.</summary>
    Tiktoken,
}
