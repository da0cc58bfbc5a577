namespace Microsoft.ML.Runtime;

/// <summary>Mirrors what opens progress channels.</summary>
public interface IProgressChannelProvider
{
    IProgressChannel StartProgressChannel(string name);
}

/// <summary>Mirrors the report of a long computation.</summary>
public interface IProgressChannel : IProgressChannelProvider, IDisposable
{
    void SetHeader(ProgressHeader header, Action<IProgressEntry> fillAction);

    void Checkpoint(params double?[] values);
}

/// <summary>Mirrors the row that a progress callback fills in.</summary>
public interface IProgressEntry
{
    void SetProgress(int index, double value);

    void SetProgress(int index, double value, double lim);

    void SetMetric(int index, double value);
}

/// <summary>Mirrors the names of what is counted and measured.</summary>
public sealed class ProgressHeader
{
    public readonly IReadOnlyList<string> UnitNames;
    public readonly IReadOnlyList<string> MetricNames;

    public ProgressHeader(string[] metricNames, string[] unitNames) => (MetricNames, UnitNames) = (metricNames ?? [], unitNames ?? []);

    public ProgressHeader(params string[] unitNames) : this(null, unitNames)
    {
    }
}

/// <summary>
/// Mirrors a progress channel under <c>MLContext</c>: nobody listens, so nothing is shown and the callback is never called,
/// but too many values and reports after the end are refused.
/// </summary>
internal sealed class SilentProgressChannel(IExceptionContext ectx) : IProgressChannel
{
    private ProgressHeader _header = new([], []);
    private bool _disposed;

    public void SetHeader(ProgressHeader header, Action<IProgressEntry> fillAction) => _header = header;

    public void Checkpoint(params double?[] values)
    {
        ectx.Check(!_disposed, "Can't report checkpoints after disposing");
        int room = _header.MetricNames.Count + (2 * _header.UnitNames.Count);
        ectx.Check((values?.Length ?? 0) <= room, "Too many values provided in Checkpoint");
    }

    public IProgressChannel StartProgressChannel(string name) => new SilentProgressChannel(ectx);

    public void Dispose() => _disposed = true;
}
