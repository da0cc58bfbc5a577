using System.Runtime.CompilerServices;
using LanguageModeling.Generation;

namespace LanguageModeling;

/// <summary>
/// A conversation with a model. It keeps what the model has computed for it (a key/value cache, an n-gram context), so that the next prompt costs
/// only what it does not begin with already.
/// </summary>
/// <remarks>
/// <para>
/// Every result is the one that <see cref="TextGeneration"/> gives without a session. Give the whole text each time, as chat templates write it, to
/// <see cref="Generate"/>; or only what is new, to <see cref="Continue"/>. For many texts with one beginning, generate after it once, and
/// <see cref="Fork"/> for each.
/// </para>
/// <para>Owned by its creator, who disposes it before the model. Used by one thread at a time; forks are independent of each other.</para>
/// </remarks>
public sealed class GenerationSession : IDisposable
{
    private readonly TokenContext _context;
    private int? _unread; // the last token, while the context lacks it

    /// <summary>Begins a conversation.</summary>
    /// <param name="model">The model, with its codec.</param>
    public GenerationSession(TextLanguageModel model)
        : this(model, new TokenContext((model ?? throw new ArgumentNullException(nameof(model))).Model.CreateState()))
    {
    }

    private GenerationSession(TextLanguageModel model, TokenContext context)
    {
        Model = model;
        _context = context;
    }

    /// <summary>The model, with its codec.</summary>
    public TextLanguageModel Model { get; }

    /// <summary>
    /// The tokens of the conversation: the last prompt, and what was generated after it, without an end of sequence or stop token; less what
    /// <see cref="GenerationOptions.Overflow"/> dropped.
    /// </summary>
    public IReadOnlyList<int> Tokens => _unread is int last ? [.. _context.Tokens, last] : [.. _context.Tokens];

    /// <summary>Generates after a prompt. Where it begins like the conversation, that part is not computed again; the rest of the conversation is forgotten.</summary>
    /// <param name="prompt">The whole text to continue; may be empty.</param>
    /// <param name="options">Settings; <see langword="null"/> for the defaults. No beam search, one result.</param>
    /// <param name="cancellationToken">Stops the generation; the conversation then ends with the last token that was generated.</param>
    /// <exception cref="ArgumentException">The options contradict each other or need another method, or the prompt does not fit the model.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public GenerationResult Generate(string prompt, GenerationOptions? options = null, CancellationToken cancellationToken = default)
        => Run(Check(TextTask.Create(Model, prompt, options)), cancellationToken);

    /// <summary>As <see cref="Generate"/>; gives out each piece as soon as it is certain.</summary>
    /// <param name="prompt">The whole text to continue; may be empty.</param>
    /// <param name="options">Settings; <see langword="null"/> for the defaults. No beam search, one result.</param>
    /// <param name="cancellationToken">Stops the generation; the conversation then ends with the last token that was generated.</param>
    /// <returns>The pieces, lazily; the last one has a finish reason. The session is in use until the enumeration ends.</returns>
    /// <inheritdoc cref="Generate" path="/exception"/>
    public IAsyncEnumerable<GeneratedText> GenerateStreamAsync(string prompt, GenerationOptions? options = null, CancellationToken cancellationToken = default)
        => StreamAsync(Check(TextTask.Create(Model, prompt, options)), cancellationToken);

    /// <summary>Generates after the conversation and a text behind it.</summary>
    /// <param name="text">What the conversation goes on with; may be empty. Its tokens are those of the text by itself.</param>
    /// <param name="options">Settings; <see langword="null"/> for the defaults. No beam search, one result.</param>
    /// <param name="cancellationToken">Stops the generation; the conversation then ends with the last token that was generated.</param>
    /// <inheritdoc cref="Generate" path="/exception"/>
    public GenerationResult Continue(string text, GenerationOptions? options = null, CancellationToken cancellationToken = default)
        => Run(Check(TextTask.Create(Model, [.. Tokens], text, options)), cancellationToken);

    /// <summary>As <see cref="Continue"/>; gives out each piece as soon as it is certain.</summary>
    /// <param name="text">What the conversation goes on with; may be empty. Its tokens are those of the text by itself.</param>
    /// <param name="options">Settings; <see langword="null"/> for the defaults. No beam search, one result.</param>
    /// <param name="cancellationToken">Stops the generation; the conversation then ends with the last token that was generated.</param>
    /// <returns>The pieces, lazily; the last one has a finish reason. The session is in use until the enumeration ends.</returns>
    /// <inheritdoc cref="Generate" path="/exception"/>
    public IAsyncEnumerable<GeneratedText> ContinueStreamAsync(string text, GenerationOptions? options = null, CancellationToken cancellationToken = default)
        => StreamAsync(Check(TextTask.Create(Model, [.. Tokens], text, options)), cancellationToken);

    /// <summary>Copies the conversation, cheaply: what the model has computed is shared until one of the two goes on. The caller owns the copy.</summary>
    public GenerationSession Fork() => new(Model, _context.Fork()) { _unread = _unread };

    /// <summary>Releases what the session holds.</summary>
    public void Dispose() => _context.Dispose();

    private static TextTask Check(TextTask text)
    {
        text.Task.RequireNoBeams(nameof(TextGeneration.GenerateMany));
        text.Task.RequireOneResult(nameof(TextGeneration.GenerateMany));
        return text;
    }

    private GenerationResult Run(TextTask text, CancellationToken cancellationToken)
    {
        TextGenerator generator = Start(text, cancellationToken);
        try
        {
            return generator.Run(cancellationToken);
        }
        finally
        {
            _unread = generator.Unread;
        }
    }

    private async IAsyncEnumerable<GeneratedText> StreamAsync(TextTask text, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        TextGenerator generator = await Task.Run(() => Start(text, cancellationToken), cancellationToken).ConfigureAwait(false);
        try
        {
            await foreach (GeneratedText piece in generator.StreamAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return piece;
            }
        }
        finally
        {
            _unread = generator.Unread;
        }
    }

    private TextGenerator Start(TextTask text, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _unread = null;
        int reused = _context.MoveTo(text.Task.Prompt, cancellationToken);
        return text.CreateGenerator(_context, text.Task.CreateSeeds()[0], reused);
    }
}
