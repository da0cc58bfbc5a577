namespace LanguageModeling.Records;

/// <summary>
/// Files that hold what does not fit into memory. They vanish when they are closed, and where the system lets open files be removed, the
/// moment they are made: then even a killed process leaves nothing behind.
/// </summary>
internal sealed class TemporaryFiles : IDisposable
{
    private readonly string _folder;
    private readonly List<FileStream> _open = [];
    private bool _exists;
    private int _count;

    /// <summary>Makes nothing yet.</summary>
    /// <param name="parent">Where to put them; null is the system's folder for temporary files.</param>
    public TemporaryFiles(string? parent)
        => _folder = Path.Combine(parent ?? Path.GetTempPath(), $"lm-{Guid.NewGuid():N}");

    /// <summary>Makes an empty file, to be written, set back to its beginning and read.</summary>
    public FileStream Create()
    {
        if (!_exists)
        {
            Directory.CreateDirectory(_folder);
            _exists = true;
        }

        string path = Path.Combine(_folder, $"{_count++}.tmp");
        var stream = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete, 1, FileOptions.DeleteOnClose);
        if (!OperatingSystem.IsWindows())
        {
            File.Delete(path);
            Directory.Delete(_folder); // it is empty again
            _exists = false;
        }

        _open.RemoveAll(file => !file.CanRead); // closed since
        _open.Add(stream);
        return stream;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _open.ForEach(file => file.Dispose());
        if (_exists)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }
}
