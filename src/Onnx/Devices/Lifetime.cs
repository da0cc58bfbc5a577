namespace LanguageModeling.Devices;

/// <summary>
/// Ends what many threads use when nobody uses it any more: ONNX Runtime would end the process where a session ends during a run, or runs after its end.
/// </summary>
/// <param name="owner">Named where it is used after it was disposed.</param>
/// <param name="end">Ends it; called once.</param>
internal sealed class Lifetime(Type owner, Action end) : IDisposable
{
    private int _holders = 1; // the owner, and each use
    private bool _isDisposed;

    /// <summary>Whether its owner has disposed it; uses that have begun before go on.</summary>
    public bool IsDisposed => Volatile.Read(ref _isDisposed);

    /// <summary>Begins a use, to be disposed when it ends.</summary>
    /// <exception cref="ObjectDisposedException">The owner was disposed.</exception>
    public Use Begin() => TryBegin() ?? throw new ObjectDisposedException(owner.FullName);

    /// <summary>Begins a use, to be disposed when it ends; null where the owner was disposed.</summary>
    public Use? TryBegin()
    {
        int holders;
        do
        {
            holders = Volatile.Read(ref _holders);
            if (holders == 0 || IsDisposed)
            {
                return null;
            }
        }
        while (Interlocked.CompareExchange(ref _holders, holders + 1, holders) != holders);
        return new Use(this);
    }

    /// <summary>The owner needs it no more.</summary>
    public void Dispose()
    {
        if (!Interlocked.Exchange(ref _isDisposed, true))
        {
            Leave();
        }
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            end();
        }
    }

    /// <summary>One use.</summary>
    public readonly struct Use(Lifetime lifetime) : IDisposable
    {
        public void Dispose() => lifetime.Leave();
    }
}
