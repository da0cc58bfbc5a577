namespace LanguageModeling.Tokenizers;

/// <summary>The splitting rules that are written out by hand.</summary>
internal enum SplitRule
{
    /// <summary>GPT-2's.</summary>
    Gpt2,

    /// <summary>GPT-4's, also Llama 3's.</summary>
    Cl100k,

    /// <summary>GPT-4's with every digit apart: Qwen 2's.</summary>
    SingleDigits,

    /// <summary>GPT-4o's.</summary>
    O200k,
}
