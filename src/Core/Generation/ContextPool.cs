namespace LanguageModeling.Generation;

/// <summary>
/// Keeps the contexts of the last generations, so that a prompt that begins like one of them need not be computed from the start: the next turn of a
/// chat, or another text after the same instructions. Safe for use by many threads at once.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="capacity">Most contexts to keep.</param>
internal sealed class ContextPool(ILanguageModel model, int capacity) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<TokenContext> _idle = []; // the longest unused first
    private bool _disposed;

    /// <summary>Gives the context that has most of a prompt, for the caller to move to it and to return or dispose.</summary>
    public TokenContext Take(ReadOnlySpan<int> prompt)
    {
        lock (_gate)
        {
            TokenContext? best = null;
            int common = 0;
            foreach (TokenContext context in _idle)
            {
                int length = context.Tokens.CommonPrefixLength(prompt);
                if (length > common)
                {
                    (best, common) = (context, length);
                }
            }

            if (best is null)
            {
                return new TokenContext(model.CreateState());
            }

            // What goes on is taken as it is. What has but its beginning in common, such as instructions, stays for those who go on with it.
            if (2 * common < best.Tokens.Length)
            {
                return best.Fork();
            }

            _idle.Remove(best);
            return best;
        }
    }

    /// <summary>Takes back a context that is no longer in use.</summary>
    public void Return(TokenContext context)
    {
        TokenContext? leaving = null;
        lock (_gate)
        {
            _idle.Add(context);
            if (_disposed || _idle.Count > capacity)
            {
                leaving = _idle[0];
                _idle.RemoveAt(0);
            }
        }

        leaving?.Dispose();
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _idle.ForEach(context => context.Dispose());
            _idle.Clear();
        }
    }
}
