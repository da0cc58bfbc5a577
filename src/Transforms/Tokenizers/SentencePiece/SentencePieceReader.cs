namespace LanguageModeling.Tokenizers;

/// <summary>Makes a pipeline of a SentencePiece <c>.model</c> file.</summary>
internal static class SentencePieceReader
{
    /// <summary>Reads a file.</summary>
    /// <param name="source">The tokenizer's files.</param>
    /// <param name="content">Bytes of the model.</param>
    /// <param name="place">Its name, for messages.</param>
    public static TokenizerPipeline Read(TokenizerSource source, byte[] content, string place)
    {
        SentencePieceFile file = SentencePieceFile.Read(content, place);
        var symbols = new UserSymbols(file.Pieces.Where(piece => piece.Kind == PieceKind.UserDefined).Select(piece => piece.Text));
        var model = new SentencePieceModel(file, symbols, place);
        var config = new TokenizerConfig(source);
        if (config.RenumberingClass is { } name)
        {
            throw new NotSupportedException(
                $"{place}: tokenizer_config.json says that the tokenizer is of the kind {name}, which gives pieces other ids than this model does. "
                + "Give the tokenizer.json of this tokenizer.");
        }

        return new TokenizerPipeline
        {
            Model = model,
            Normalization = new SentencePieceNormalization(file, symbols, place),
            Processing = config.CreateEnds(model.Tokens),
            Decoding = new SentencePieceDecoding(file),
            AddedTokens =
            [
                .. file.Pieces.Where(piece => piece.Kind == PieceKind.Control).Select(piece => new AddedToken(piece.Text) { Special = true, Normalized = false }),
                .. config.FindAddedTokens(model.Tokens, []).Where(token => !model.Tokens.TryGetId(token.Content, out _)),
            ],
            SpecialTokens = new SpecialTokens
            {
                Unknown = file.UnknownId,
                BeginningOfSequence = file.SpecialId(file.BeginId, PieceKind.Control),
                EndOfSequence = file.SpecialId(file.EndId, PieceKind.Control),
                Padding = file.SpecialId(file.PaddingId, PieceKind.Control),
            },
        };
    }
}
