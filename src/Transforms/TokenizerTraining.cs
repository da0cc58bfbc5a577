using LanguageModeling.Learning;

namespace LanguageModeling;

/// <summary>Trains tokenizers on text.</summary>
public static class TokenizerTraining
{
    /// <summary>Trains a tokenizer on texts, such as lines or documents.</summary>
    /// <param name="texts">Read once. No token spans two texts.</param>
    /// <param name="options">Settings; null for the defaults: byte-level BPE with 32,000 tokens.</param>
    /// <returns>A tokenizer that encodes, can be saved, and writes <c>tokenizer.json</c> by <see cref="PipelineTokenizer.SaveJson"/>.</returns>
    /// <exception cref="InvalidOperationException">The texts have no words.</exception>
    /// <exception cref="ArgumentException">The special tokens, and the characters that must be tokens, are more than the vocabulary may have.</exception>
    public static PipelineTokenizer Train(IEnumerable<string> texts, TokenizerTrainingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(texts);
        options ??= new TokenizerTrainingOptions();
        options.Validate();
        return new TokenizerLearning(options).Train(texts);
    }

    /// <summary>Trains a tokenizer on the lines of text files: UTF-8, plain or packed by gzip.</summary>
    /// <param name="paths">The files.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <param name="reading">How files are read; null for the defaults.</param>
    /// <inheritdoc cref="Train" path="/returns"/>
    /// <inheritdoc cref="Train" path="/exception"/>
    public static PipelineTokenizer TrainFromFiles(IEnumerable<string> paths, TokenizerTrainingOptions? options = null, TextReadingOptions? reading = null)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return Train(paths.SelectMany(path => TextLines.Read(path, reading)), options);
    }
}
