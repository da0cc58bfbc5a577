using LanguageModeling.Tokenizers;

namespace LanguageModeling;

/// <summary>Loads tokenizers that others made.</summary>
public static class TokenizerLoader
{
    /// <summary>
    /// Loads a tokenizer from a folder of Hugging Face, or from one of its files: <c>tokenizer.json</c>, <c>vocab.json</c> with
    /// <c>merges.txt</c> beside it, <c>vocab.txt</c>, a <c>.tiktoken</c> file or a SentencePiece <c>.model</c>.
    /// </summary>
    /// <param name="path">The folder or the file.</param>
    /// <param name="options">What files do not tell; null for the defaults.</param>
    /// <returns>A tokenizer whose ids are those of the implementation that the files were made for.</returns>
    /// <exception cref="FileNotFoundException">There is nothing at the path, or nothing that is a tokenizer.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or files contradict each other.</exception>
    /// <exception cref="NotSupportedException">A file has a component that is not known; the message names it.</exception>
    public static PipelineTokenizer Load(string path, TokenizerLoadOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new PipelineTokenizer(TokenizerFolder.Find(path, options ?? new TokenizerLoadOptions()));
    }
}
