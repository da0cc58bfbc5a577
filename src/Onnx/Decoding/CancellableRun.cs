using Microsoft.ML.OnnxRuntime;

namespace LanguageModeling.Decoding;

/// <summary>Runs a session so that cancelling stops it inside the run. Used by one thread at a time; allocates nothing per run.</summary>
internal sealed class CancellableRun : IDisposable
{
    private readonly RunOptions _options = new();
    private readonly Action<object?> _terminate;

    public CancellableRun() => _terminate = static state => ((RunOptions)state!).Terminate = true;

    /// <summary>Runs.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void Run(InferenceSession session, OrtIoBinding binding, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!cancellationToken.CanBeCanceled)
        {
            session.RunWithBinding(_options, binding);
            return;
        }

        CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(_terminate, _options);
        try
        {
            session.RunWithBinding(_options, binding);
        }
        catch (OnnxRuntimeException e) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("The run was stopped.", e, cancellationToken);
        }
        finally
        {
            registration.Dispose(); // waits for a callback that is under way
            if (cancellationToken.IsCancellationRequested)
            {
                _options.Terminate = false;
            }
        }
    }

    public void Dispose() => _options.Dispose();
}
