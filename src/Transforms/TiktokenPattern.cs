namespace LanguageModeling;

/// <summary>How a text is split before the byte-pair encoding of a <c>.tiktoken</c> file, which does not tell.</summary>
public enum TiktokenPattern
{
    /// <summary>GPT-2, GPT-3 and their relatives: vocabularies of about 50,000 tokens.</summary>
    Gpt2,

    /// <summary>GPT-3.5 and GPT-4: vocabularies of about 100,000 tokens.</summary>
    Cl100k,

    /// <summary>GPT-4o and later: vocabularies of about 200,000 tokens.</summary>
    O200k,
}
