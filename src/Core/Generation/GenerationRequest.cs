using System.Threading.Channels;

namespace LanguageModeling.Generation;

/// <summary>A text that somebody waits for, on its way through a <see cref="GenerationScheduler"/>.</summary>
internal sealed class GenerationRequest(TextTask text, CancellationToken cancellationToken)
{
    private readonly Channel<GeneratedText> _pieces = Channel.CreateUnbounded<GeneratedText>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private TokenContext? _context;
    private TextGenerator? _generator;
    private int? _reused;

    /// <summary>The pieces as they come; ends with the text, or throws what ended it.</summary>
    public ChannelReader<GeneratedText> Pieces => _pieces.Reader;

    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>Whether the whole prompt is in the context.</summary>
    public bool IsPrompted => _generator is not null;

    /// <summary>Whether nothing is to be done any more.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Has the prompt so far, and what follows it.</summary>
    public LanguageModelState State => _context!.State;

    /// <summary>Puts the next part of the prompt into the context.</summary>
    /// <param name="pool">Gives the context.</param>
    /// <param name="most">Most tokens to compute.</param>
    /// <param name="isLater">Whether the last part may wait for the next step, in which the model computes it with others.</param>
    /// <returns>How many tokens that are.</returns>
    public int Prompt(ContextPool pool, int most, bool isLater)
    {
        int[] prompt = text.Task.Prompt;
        _context ??= pool.Take(prompt);
        int read = _context.Tokens.CommonPrefixLength(prompt);
        _reused ??= read;
        int end = Math.Min(prompt.Length, read + most);
        if (isLater && end == prompt.Length)
        {
            _context.MoveToLater(prompt);
        }
        else
        {
            _context.MoveTo(prompt.AsSpan(0, end), cancellationToken);
        }

        if (end == prompt.Length)
        {
            _generator = text.CreateGenerator(_context, text.Task.CreateSeeds()[0], _reused.Value);
        }

        return end - read;
    }

    /// <summary>Makes the state ready for the next step.</summary>
    public void Advance() => _generator!.Advance(CancellationToken.None);

    /// <summary>Takes the next token, and gives out the text that is certain.</summary>
    public void Step()
    {
        _generator!.Step(CancellationToken.None);
        if (_generator.TryTake(out GeneratedText piece))
        {
            _pieces.Writer.TryWrite(piece);
        }

        if (_generator.IsFinished)
        {
            End(null);
        }
    }

    /// <summary>Ends the text.</summary>
    /// <param name="problem">What its reader is told; null at its end.</param>
    public void End(Exception? problem)
    {
        IsDone = true;
        _pieces.Writer.TryComplete(problem);
    }

    /// <summary>Gives back the context.</summary>
    public void Release(ContextPool pool)
    {
        if (_context is not null)
        {
            pool.Return(_context);
            _context = null;
        }
    }
}
