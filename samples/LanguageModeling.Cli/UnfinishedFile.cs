namespace LanguageModeling.Cli;

/// <summary>
/// A file beside the one that it shall become: there, a crash leaves the old file or the new one, never a part. It vanishes when it is
/// disposed unfinished, and when the process ends before.
/// </summary>
internal sealed class UnfinishedFile : IDisposable
{
    private readonly string _target;
    private readonly string _path;
    private readonly Lock _lock = new();
    private bool _isGone;

    /// <summary>Makes the file, empty: what is there already cannot come back once the end of the process has removed it.</summary>
    /// <param name="target">The file that it shall become.</param>
    public UnfinishedFile(string target)
    {
        _target = target;
        _path = $"{target}.{Guid.NewGuid():N}.tmp";
        Content = new FileStream(_path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete);
        AppDomain.CurrentDomain.ProcessExit += OnProcessExit;
    }

    /// <summary>Where to write.</summary>
    public Stream Content { get; }

    /// <summary>Closes the file, which is written, and gives it its name.</summary>
    public void Finish()
    {
        Content.Dispose();
        lock (_lock)
        {
            if (!_isGone)
            {
                File.Move(_path, _target, overwrite: true);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Content.Dispose();
        AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
        Delete();
    }

    private void OnProcessExit(object? sender, EventArgs e) => Delete();

    private void Delete()
    {
        lock (_lock)
        {
            _isGone = true;
            File.Delete(_path);
        }
    }
}
