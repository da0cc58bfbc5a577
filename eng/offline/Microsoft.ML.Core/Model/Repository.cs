using System.IO.Compression;
using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>
/// Mirrors a model file as a zip of entries named by folder and name. An entry passes through a temporary file in the
/// context's folder, which is gone when the entry is closed.
/// </summary>
internal abstract class Repository(IExceptionContext ectx)
{
    public IExceptionContext ExceptionContext => ectx;

    /// <summary>The name inside the zip: forward slashes, no way up.</summary>
    protected string EntryName(string folder, string name)
    {
        ectx.CheckParam(folder is null || !folder.Contains(".."), nameof(folder), "A folder cannot lead out of the model.");
        ectx.CheckParam(!string.IsNullOrWhiteSpace(name) && !name.Contains(".."), nameof(name), "A name cannot be empty or lead out of the model.");
        return string.IsNullOrEmpty(folder) ? Normal(name) : Normal(folder).TrimEnd('/') + "/" + Normal(name);
    }

    protected static string Normal(string path) => path.Replace('\\', '/');

    protected FileStream CreateTemporaryFile()
    {
        string folder = ectx is IHostEnvironmentInternal { TempFilePath: { } path } ? path : Path.GetTempPath();
        Directory.CreateDirectory(folder);
        return new FileStream(Path.Combine(folder, "ml_dotnet_" + Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
    }
}

/// <summary>Mirrors the writer: an entry lands in the zip when it is closed, so inner ones come before the outer.</summary>
internal sealed class RepositoryWriter : Repository, IDisposable
{
    private readonly ZipArchive _archive;
    private readonly HashSet<string> _names = [];

    private RepositoryWriter(Stream stream, IExceptionContext ectx) : base(ectx) => _archive = new(stream, ZipArchiveMode.Create, leaveOpen: true);

    public static RepositoryWriter CreateNew(Stream stream, IExceptionContext ectx)
    {
        ectx.CheckValue(stream, nameof(stream));
        var repository = new RepositoryWriter(stream, ectx);
        using Entry entry = repository.CreateEntry("TrainingInfo", "Version.txt");
        using var writer = new StreamWriter(entry.Stream, leaveOpen: true);
        writer.WriteLine(typeof(RepositoryWriter).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>().InformationalVersion);
        return repository;
    }

    public Entry CreateEntry(string folder, string name)
    {
        string full = EntryName(folder, name);
        ExceptionContext.CheckParam(_names.Add(full), nameof(name), $"Duplicate entry: '{full}'");
        return new Entry(this, full, CreateTemporaryFile());
    }

    public void Dispose() => _archive.Dispose();

    private void Store(Entry entry)
    {
        entry.Stream.Position = 0;
        using Stream target = _archive.CreateEntry(entry.Name).Open();
        entry.Stream.CopyTo(target);
    }

    /// <summary>An open entry.</summary>
    internal sealed class Entry(RepositoryWriter repository, string name, Stream stream) : IDisposable
    {
        private bool _closed;

        public string Name => name;

        public Stream Stream => stream;

        public void Dispose()
        {
            if (!_closed)
            {
                _closed = true;
                repository.Store(this);
                stream.Dispose();
            }
        }
    }
}

/// <summary>Mirrors the reader. Names written with either slash are found.</summary>
internal sealed class RepositoryReader : Repository, IDisposable
{
    private readonly ZipArchive _archive;
    private readonly Dictionary<string, ZipArchiveEntry> _entries = [];

    private RepositoryReader(ZipArchive archive, IExceptionContext ectx) : base(ectx)
    {
        _archive = archive;
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            _entries[Normal(entry.FullName)] = entry;
        }
    }

    public static RepositoryReader Open(Stream stream, IExceptionContext ectx)
    {
        ectx.CheckValue(stream, nameof(stream));
        try
        {
            return new RepositoryReader(new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true), ectx);
        }
        catch (Exception ex) when (ex is InvalidDataException or ArgumentException)
        {
            throw ectx.ExceptDecode(ex, "Failed to open a zip archive");
        }
    }

    /// <summary>The entry's bytes, seekable; the caller disposes them. Null where there is no such entry.</summary>
    public Stream OpenOrNull(string folder, string name)
    {
        if (!_entries.TryGetValue(EntryName(folder, name), out ZipArchiveEntry entry))
        {
            return null;
        }

        FileStream file = CreateTemporaryFile();
        using (Stream source = entry.Open())
        {
            source.CopyTo(file);
        }

        file.Position = 0;
        return file;
    }

    public void Dispose() => _archive.Dispose();
}
