namespace LanguageModeling.Cli;

/// <summary>A folder beside a file to be made, which vanishes with all that is in it when it is disposed, and when the process ends before.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private const int MostAttempts = 100;

    /// <summary>Makes the folder. What still works for it when the process ends finds no place for its files, so that none is left.</summary>
    /// <param name="target">The file to be made.</param>
    public TemporaryFolder(string target)
    {
        Path = Directory.CreateDirectory($"{target}.{Guid.NewGuid():N}.tmp").FullName;
        AppDomain.CurrentDomain.ProcessExit += OnProcessExit;
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
        Delete();
    }

    private void OnProcessExit(object? sender, EventArgs e) => Delete();

    private void Delete()
    {
        for (int attempt = 1; Directory.Exists(Path); attempt++)
        {
            try
            {
                Directory.Delete(Path, recursive: true);
            }
            catch (IOException) when (attempt < MostAttempts)
            {
                // A file came while the others went.
            }
        }
    }
}
