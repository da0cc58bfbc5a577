namespace LanguageModeling.Tokenizers;

/// <summary>Makes a pipeline of a tokenizer's files.</summary>
internal static class TokenizerAssembly
{
    /// <summary>Reads the files that a source has.</summary>
    public static TokenizerPipeline Read(TokenizerSource source)
    {
        if (source.Find(source.Main) is not { } main)
        {
            throw new InvalidDataException($"The tokenizer's file \"{source.Main}\" is missing. Save it again.");
        }

        TokenizerPipeline pipeline = source.Main switch
        {
            TokenizerFolder.VocabularyJson => PlainFiles.ReadMerges(source, main.Content, main.Source),
            _ when Path.GetExtension(source.Main) == ".txt" => PlainFiles.ReadWordPiece(source, main.Content, main.Source),
            _ when Path.GetExtension(source.Main) == ".json" => TokenizerJsonReader.Read(main.Content, main.Source),
            _ when Path.GetExtension(source.Main) == ".tiktoken" => PlainFiles.ReadTiktoken(main.Content, main.Source, source.Options.Pattern),
            _ when TokenizerFolder.IsSentencePiece(source.Main) => SentencePieceReader.Read(source, main.Content, main.Source),
            _ => throw new NotSupportedException(
                $"{main.Source}: the kind of a tokenizer's file is told by its name, and this one is not known. "
                + "Give a tokenizer.json, vocab.json, vocab.txt, .tiktoken or .model file."),
        };
        if (source.Options.Pattern is not null && Path.GetExtension(source.Main) != ".tiktoken")
        {
            throw new ArgumentException($"{main.Source}: a pattern was given, but only .tiktoken files need one. Leave it out.");
        }

        return pipeline;
    }
}
