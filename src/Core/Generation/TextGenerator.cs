using System.Runtime.CompilerServices;
using System.Text;

namespace LanguageModeling.Generation;

/// <summary>Generates one text, piece by piece. Used by one thread at a time.</summary>
internal sealed class TextGenerator(TokenGenerator generator, TextAssembler assembler, int promptTokenCount, ulong? seed)
{
    private List<GeneratedToken> _tokens = []; // since the last piece
    private bool _finished;
    private bool _endsText; // the newest token

    /// <summary>How many tokens of the prompt had been computed before.</summary>
    public int ReusedTokenCount { get; init; }

    /// <summary>The newest token, while the context lacks it; null if it ended the text and is no part of it.</summary>
    public int? Unread => _endsText ? null : generator.Unread;

    /// <summary>As <see cref="TokenGenerator.Advance"/>.</summary>
    public void Advance(CancellationToken cancellationToken) => generator.Advance(cancellationToken);

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
            _endsText = token.FinishReason is FinishReason.EndOfSequence or FinishReason.StopToken or FinishReason.NoTokenLeft;
            if (token.Id >= 0)
            {
                _tokens.Add(token with { FinishReason = reason });
            }
        }

        piece = new GeneratedText
        {
            Text = text,
            Tokens = _tokens,
            PromptTokenCount = promptTokenCount,
            ReusedTokenCount = ReusedTokenCount,
            FinishReason = reason,
            Seed = seed,
        };
        _tokens = [];
        return text.Length > 0 || reason != null;
    }

    /// <summary>Generates the whole text on the thread pool, and gives out each piece as soon as it is certain.</summary>
    public async IAsyncEnumerable<GeneratedText> StreamAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await Task.Run(() => TryNext(out GeneratedText piece, cancellationToken) ? piece : null, cancellationToken).ConfigureAwait(false)
            is GeneratedText piece)
        {
            yield return piece;
        }
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

        return new GenerationResult
        {
            Text = text.ToString(),
            Tokens = tokens,
            FinishReason = reason,
            PromptTokenCount = promptTokenCount,
            ReusedTokenCount = ReusedTokenCount,
            Seed = seed,
        };
    }
}
