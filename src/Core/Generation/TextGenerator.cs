using System.Runtime.CompilerServices;

namespace LanguageModeling.Generation;

/// <summary>Generates one text, piece by piece. Used by one thread at a time.</summary>
internal sealed class TextGenerator(TokenGenerator generator, TextAssembler assembler, int promptTokenCount, ulong? seed)
{
    private List<GeneratedToken> _tokens = []; // since the last piece
    private string _text = ""; // since the last piece
    private FinishReason? _reason;
    private bool _isGivenOut; // the end
    private bool _endsText; // the newest token

    /// <summary>How many tokens of the prompt had been computed before.</summary>
    public int ReusedTokenCount { get; init; }

    /// <summary>The newest token, while the context lacks it; null if it ended the text and is no part of it.</summary>
    public int? Unread => _endsText ? null : generator.Unread;

    /// <summary>As <see cref="TokenGenerator.Advance"/>.</summary>
    public void Advance(CancellationToken cancellationToken) => generator.Advance(cancellationToken);

    /// <summary>Whether the text is at its end.</summary>
    public bool IsFinished => _reason != null;

    /// <summary>Generates the next token; nothing after the end.</summary>
    public void Step(CancellationToken cancellationToken)
    {
        if (IsFinished || !generator.TryNext(out GeneratedToken token, cancellationToken))
        {
            return;
        }

        _text += assembler.Add(token);
        _reason = assembler.IsStopped ? FinishReason.StopString : token.FinishReason;
        _endsText = token.FinishReason is FinishReason.EndOfSequence or FinishReason.StopToken or FinishReason.NoTokenLeft;
        if (token.Id >= 0)
        {
            _tokens.Add(token with { FinishReason = _reason });
        }
    }

    /// <summary>Gives out what has been generated since the last time, if there is text in it, or the end.</summary>
    public bool TryTake(out GeneratedText piece)
    {
        bool hasPiece = _text.Length > 0 || (IsFinished && !_isGivenOut);
        piece = new GeneratedText
        {
            Text = _text,
            Tokens = _tokens,
            PromptTokenCount = promptTokenCount,
            ReusedTokenCount = ReusedTokenCount,
            FinishReason = _reason,
            Seed = seed,
        };
        if (hasPiece)
        {
            (_text, _tokens, _isGivenOut) = ("", [], IsFinished);
        }

        return hasPiece;
    }

    /// <summary>Generates until there is text to give out, or the end; false after the piece that carries a finish reason.</summary>
    public bool TryNext(out GeneratedText piece, CancellationToken cancellationToken)
    {
        while (_text.Length == 0 && !IsFinished)
        {
            Step(cancellationToken);
        }

        return TryTake(out piece);
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
        var text = new TextCollector();
        while (TryNext(out GeneratedText piece, cancellationToken))
        {
            text.Add(piece);
        }

        return text.ToResult();
    }
}
