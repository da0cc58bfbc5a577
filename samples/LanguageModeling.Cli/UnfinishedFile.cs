namespace LanguageModeling.Cli;

/// <summary>
/// A file beside the one that it shall become: there, a crash leaves the old file or the new one, never a part. It vanishes when it is
/// disposed unfinished, and when the process ends before.
/// </summary>
internal sealed class UnfinishedFile : IDisposable
{
    private readonly string _target;
    private readonly Lock _lock = new();
    private bool _isGone;

    /// <summary>Names the file; does not make it.</summary>
    /// <param name="target">The file that it shall become.</param>
    public UnfinishedFile(string target)
    {
        _target = target;
        Path = $"{target}.{Guid.NewGuid():N}.tmp";
        AppDomain.CurrentDomain.ProcessExit += OnProcessExit;
    }

    /// <summary>Where to write.</summary>
    public string Path { get; }

    /// <summary>Gives the file, which is written and closed, its name.</summary>
    public void Finish()
    {
        lock (_lock)
        {
            if (!_isGone)
            {
                File.Move(Path, _target, overwrite: true);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
        Delete();
    }

    private void OnProcessExit(object? sender, EventArgs e) => Delete();

    private void Delete()
    {
        lock (_lock)
        {
            _isGone = true;
            if (File.Exists(Path)) // the folder may be missing too
            {
                File.Delete(Path);
            }
        }
    }
}
