using System.Runtime.CompilerServices;
using LanguageModeling.Generation;

namespace LanguageModeling;

/// <summary>
/// Generates texts for many callers of one model at once, as a server does. Texts run side by side in one batch: a caller joins between two steps and
/// leaves when its text ends, so none waits for the text of another to end.
/// </summary>
/// <remarks>
/// <para>
/// Each caller gets the text that <see cref="TextGeneration"/> gives alone, as far as the model computes a batch without other rounding. Callers begin in
/// the order in which they came, and each gets one token a step; short prompts go in together, a long one by parts, between the steps of the others.
/// What the model has computed for the last prompts is kept: one that begins like them, such as the next turn of a chat, costs only what is new.
/// </para>
/// <para>Safe for use by many threads at once. Dispose it before the model.</para>
/// </remarks>
public sealed class GenerationScheduler : IDisposable
{
    private const int PromptPart = 256; // tokens between two steps: a few steps' time

    private readonly Lock _gate = new();
    private readonly Queue<GenerationRequest> _waiting = new();
    private readonly ContextPool _pool;
    private readonly int _batchSize;
    private Task _loop = Task.CompletedTask;
    private bool _isRunning;
    private bool _disposed;

    /// <summary>Makes a scheduler.</summary>
    /// <param name="model">The model, with its codec.</param>
    /// <param name="batchSize">Most texts generated at a time; each has a key/value cache of its own.</param>
    /// <param name="keptContexts">How many ended texts to keep in the model's memory, prompt and all, for prompts that begin like them.</param>
    public GenerationScheduler(TextLanguageModel model, int batchSize = 8, int keptContexts = 4)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        ArgumentOutOfRangeException.ThrowIfNegative(keptContexts);
        Model = model;
        _batchSize = batchSize;
        _pool = new ContextPool(model.Model, keptContexts);
    }

    /// <summary>The model, with its codec.</summary>
    public TextLanguageModel Model { get; }

    /// <summary>Generates one text.</summary>
    /// <param name="prompt">Text to continue; may be empty.</param>
    /// <param name="options">Settings; <see langword="null"/> for the defaults. No beam search, one result.</param>
    /// <param name="cancellationToken">Takes this text out before the next step; others go on.</param>
    /// <exception cref="ArgumentException">The options contradict each other or need another method, or the prompt does not fit the model.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The scheduler was disposed.</exception>
    public Task<GenerationResult> GenerateAsync(string prompt, GenerationOptions? options = null, CancellationToken cancellationToken = default)
        => CollectAsync(Enqueue(new GenerationRequest(CreateText(prompt, options), cancellationToken)));

    /// <summary>As <see cref="GenerateAsync"/>; gives out each piece as soon as it is certain.</summary>
    /// <param name="prompt">Text to continue; may be empty.</param>
    /// <param name="options">Settings; <see langword="null"/> for the defaults. No beam search, one result.</param>
    /// <param name="cancellationToken">Takes this text out before the next step; others go on.</param>
    /// <returns>The pieces; the last one has a finish reason. The text begins when the first is asked for; leaving early takes it out.</returns>
    /// <inheritdoc cref="GenerateAsync" path="/exception"/>
    public IAsyncEnumerable<GeneratedText> GenerateStreamAsync(string prompt, GenerationOptions? options = null, CancellationToken cancellationToken = default)
        => StreamAsync(CreateText(prompt, options), cancellationToken);

    /// <summary>Ends all texts, with an <see cref="ObjectDisposedException"/> for their callers, after the step that is under way.</summary>
    public void Dispose()
    {
        Task loop;
        lock (_gate)
        {
            _disposed = true;
            loop = _loop;
        }

        loop.Wait();
        _pool.Dispose();
    }

    private TextTask CreateText(string prompt, GenerationOptions? options)
    {
        TextTask text = TextTask.Create(Model, prompt, options);
        text.Task.RequireNoBeams(nameof(TextGeneration.GenerateMany));
        text.Task.RequireOneResult(nameof(TextGeneration.GenerateMany));
        return text;
    }

    private GenerationRequest Enqueue(GenerationRequest request)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _waiting.Enqueue(request);
            if (!_isRunning)
            {
                _isRunning = true;
                _loop = Task.Run(Run);
            }
        }

        return request;
    }

    private static async Task<GenerationResult> CollectAsync(GenerationRequest request)
    {
        var text = new TextCollector();
        await foreach (GeneratedText piece in request.Pieces.ReadAllAsync(request.CancellationToken).ConfigureAwait(false))
        {
            text.Add(piece);
        }

        return text.ToResult();
    }

    private async IAsyncEnumerable<GeneratedText> StreamAsync(TextTask text, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var left = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        GenerationRequest request = Enqueue(new GenerationRequest(text, left.Token));
        try
        {
            await foreach (GeneratedText piece in request.Pieces.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                cancellationToken.ThrowIfCancellationRequested(); // pieces that lie ready are not waited for
                yield return piece;
            }
        }
        finally
        {
            await left.CancelAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Step after step, until nobody waits.</summary>
    private void Run()
    {
        List<GenerationRequest> running = [];
        while (Admit(running))
        {
            foreach (GenerationRequest request in running)
            {
                if (request.CancellationToken.IsCancellationRequested)
                {
                    request.End(new OperationCanceledException(request.CancellationToken));
                }
            }

            ReadPrompts([.. running.Where(request => !request.IsDone && !request.IsPrompted)]);
            Step([.. running.Where(request => request.IsPrompted)]);
            foreach (GenerationRequest request in running)
            {
                if (request.IsDone)
                {
                    request.Release(_pool);
                }
            }

            running.RemoveAll(request => request.IsDone);
        }
    }

    /// <summary>Lets those who wait longest into the batch; false when nobody is in it.</summary>
    private bool Admit(List<GenerationRequest> running)
    {
        lock (_gate)
        {
            while (!_disposed && running.Count < _batchSize && _waiting.TryDequeue(out GenerationRequest? request))
            {
                running.Add(request);
            }

            if (_disposed)
            {
                running.AddRange(_waiting);
                _waiting.Clear();
                foreach (GenerationRequest request in running)
                {
                    request.End(new ObjectDisposedException(nameof(GenerationScheduler)));
                    request.Release(_pool);
                }

                running.Clear();
            }

            _isRunning = running.Count > 0;
            return _isRunning;
        }
    }

    /// <summary>Reads some tokens of the prompts, in order; those of several prompts are computed in the step.</summary>
    private void ReadPrompts(GenerationRequest[] requests)
    {
        int room = PromptPart;
        for (int i = 0; i < requests.Length && room > 0; i++)
        {
            Try(requests[i], request => room -= request.Prompt(_pool, room, isLater: requests.Length > 1));
        }
    }

    private void Step(List<GenerationRequest> requests)
    {
        requests.ForEach(request => Try(request, one => one.Advance()));
        requests.RemoveAll(request => request.IsDone);
        try
        {
            Model.Model.EvaluateBatch([.. requests.Select(request => request.State)]);
        }
        catch (Exception)
        {
            // Whose fault it was, each state tells when it is asked by itself.
        }

        requests.ForEach(request => Try(request, one => one.Step()));
    }

    /// <summary>What goes wrong with one text is told to its caller only.</summary>
    private static void Try(GenerationRequest request, Action<GenerationRequest> action)
    {
        if (request.IsDone)
        {
            return;
        }

        try
        {
            action(request);
        }
        catch (Exception problem)
        {
            request.End(problem);
        }
    }
}
