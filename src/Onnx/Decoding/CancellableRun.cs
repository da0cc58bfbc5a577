using LanguageModeling.Devices;
using Microsoft.ML.OnnxRuntime;

namespace LanguageModeling.Decoding;

/// <summary>Runs a session so that cancelling stops it inside the run. Used by one thread at a time; allocates nothing per run.</summary>
/// <param name="knowsContext">Whether texts longer than the model's context are refused before they get here.</param>
/// <param name="isTrial">Whether the graph may refuse, which ONNX Runtime then does not tell on standard error.</param>
internal sealed class CancellableRun(bool knowsContext, bool isTrial = false) : IDisposable
{
    private readonly RunOptions _options = new()
    {
        LogSeverityLevel = isTrial ? OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL : OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING,
    };

    private readonly Action<object?> _terminate = static state => ((RunOptions)state!).Terminate = true;

    /// <summary>Runs.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <exception cref="InvalidOperationException">ONNX Runtime refuses the inputs or runs out of memory.</exception>
    public void Run(InferenceSession session, OrtIoBinding binding, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(_terminate, _options);
        try
        {
            session.RunWithBinding(_options, binding);
        }
        catch (OnnxRuntimeException e) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("The run was stopped.", e, cancellationToken);
        }
        catch (OnnxRuntimeException e)
        {
            string hint = knowsContext
                ? ""
                : $" Nothing beside the model tells how long its context is; if the text is longer, set {nameof(OnnxModelOptions)}.{nameof(OnnxModelOptions.ContextLength)}.";
            throw new InvalidOperationException($"ONNX Runtime could not run the model: {CudaProblem.From(e).Message}{hint}", e);
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
