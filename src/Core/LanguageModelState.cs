namespace LanguageModeling;

/// <summary>
/// A context w_1 … w_{n-1} and what a model remembers of it (n-gram context, key/value cache). Gives the distribution of the next token.
/// </summary>
/// <remarks>Owned by its creator, who disposes it. Not safe for use by several threads at once; forks are independent of each other.</remarks>
public abstract class LanguageModelState : IDisposable
{
    /// <summary>Number of tokens in the context.</summary>
    public abstract int Length { get; }

    /// <summary>Extends the context by one token.</summary>
    /// <param name="token">Token id, in [0, V).</param>
    /// <param name="cancellationToken">Stops the work, inside the step where the model can; the context is then unchanged.</param>
    /// <exception cref="ArgumentOutOfRangeException">The id is outside [0, V).</exception>
    /// <exception cref="InvalidOperationException">The context is full.</exception>
    public abstract void Append(int token, CancellationToken cancellationToken = default);

    /// <summary>Extends the context by several tokens. The default appends one by one.</summary>
    /// <param name="tokens">Token ids, each in [0, V).</param>
    /// <param name="cancellationToken">Stops the work; the context then holds some beginning of <paramref name="tokens"/>.</param>
    public virtual void Append(ReadOnlySpan<int> tokens, CancellationToken cancellationToken = default)
    {
        foreach (int token in tokens)
        {
            Append(token, cancellationToken);
        }
    }

    /// <summary>Writes ln P(w | context) for every token w of the vocabulary.</summary>
    /// <param name="logProbabilities">
    /// Receives V natural logs, each at most 0, negative infinity where the probability is 0. In <see cref="float"/>, the precision of
    /// networks and ARPA files, because it is the hot buffer of generation; single scores and all sums are <see cref="double"/>.
    /// </param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">The buffer does not have V places.</exception>
    public abstract void GetNextLogProbabilities(Span<float> logProbabilities, CancellationToken cancellationToken = default);

    /// <summary>ln P(token | context). Models that need not compute the whole distribution for it override this.</summary>
    /// <param name="token">Token id, in [0, V).</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>A natural log, at most 0; negative infinity where the probability is 0.</returns>
    public abstract double GetNextLogProbability(int token, CancellationToken cancellationToken = default);

    /// <summary>Shortens the context to its first <paramref name="length"/> tokens.</summary>
    /// <param name="length">From 0 to <see cref="Length"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative or above <see cref="Length"/>.</exception>
    public abstract void Rewind(int length);

    /// <summary>Copies the state, cheaply. The copy and the original change independently; the caller owns and disposes the copy.</summary>
    public abstract LanguageModelState Fork();

    /// <summary>Releases what the state holds.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases what the state holds.</summary>
    /// <param name="disposing">Whether called from <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
    }
}
