using System.Text;

namespace LanguageModeling.Generation;

/// <summary>Generates one text, piece by piece. Owns its token generator. Used by one thread at a time.</summary>
internal sealed class TextGenerator(TokenGenerator generator, TextAssembler assembler, int promptTokenCount, ulong? seed) : IDisposable
{
    private List<GeneratedToken> _tokens = []; // since the last piece
    private bool _finished;

    /// <summary>Generates until there is text to give out, or the end; false after the piece that carries a finish reason.</summary>
    public bool TryNext(out GeneratedText piece, CancellationToken cancellationToken)
    {
        string text = "";
        FinishReason? reason = null;
        while (!_finished && text.Length == 0 && generator.TryNext(out GeneratedToken token, cancellationToken))
        {
            text = assembler.Add(token);
            reason = assembler.IsStopped ? FinishReason.StopString : token.FinishReason;
            _finished = reason != null;
            if (token.Id >= 0)
            {
                _tokens.Add(token with { FinishReason = reason });
            }
        }

        piece = new GeneratedText { Text = text, Tokens = _tokens, PromptTokenCount = promptTokenCount, FinishReason = reason, Seed = seed };
        _tokens = [];
        return text.Length > 0 || reason != null;
    }

    /// <summary>Generates the whole text.</summary>
    public GenerationResult Run(CancellationToken cancellationToken)
    {
        StringBuilder text = new();
        List<GeneratedToken> tokens = [];
        FinishReason reason = default;
        while (TryNext(out GeneratedText piece, cancellationToken))
        {
            text.Append(piece.Text);
            tokens.AddRange(piece.Tokens);
            reason = piece.FinishReason ?? reason;
        }

        return new GenerationResult { Text = text.ToString(), Tokens = tokens, FinishReason = reason, PromptTokenCount = promptTokenCount, Seed = seed };
    }

    public void Dispose() => generator.Dispose();
}
