namespace LanguageModeling;

/// <summary>How a tokenizer is learned, and how it splits text afterwards.</summary>
public enum TokenizerAlgorithm
{
    /// <summary>Byte-pair encoding of UTF-8 bytes, as in GPT-2: any text can be encoded and comes back exactly.</summary>
    ByteLevelBpe,

    /// <summary>Byte-pair encoding of characters, with "▁" for spaces, as in Llama 2; rare characters are spelled in bytes.</summary>
    CharacterBpe,

    /// <summary>WordPiece, as in BERT: "##" begins what continues a word.</summary>
    WordPiece,

    /// <summary>A unigram model of pieces (Kudo 2018), with "▁" for spaces, as in T5 and XLNet.</summary>
    Unigram,

    /// <summary>Whole words and punctuation marks.</summary>
    Words,
}
