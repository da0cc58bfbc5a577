using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Mirrors files, or what takes their place, in a fixed order.</summary>
public interface IMultiStreamSource
{
    int Count { get; }

    string GetPathOrNull(int index);

    Stream Open(int index);

    TextReader OpenTextReader(int index);
}

/// <summary>Mirrors files named by paths. Wildcards and nested folders in paths are not mirrored.</summary>
public sealed class MultiFileSource : IMultiStreamSource
{
    private readonly string[] _paths;

    public MultiFileSource(params string[] paths)
    {
        Contracts.CheckParam(paths is null || paths.All(p => p is not null), nameof(paths), "A path is null.");
        _paths = paths ?? [];
    }

    public int Count => _paths.Length;

    public string GetPathOrNull(int index)
    {
        Contracts.CheckParam((uint)index < (uint)Count, nameof(index), "There is no such file.");
        return _paths[index];
    }

    public Stream Open(int index) => new FileStream(GetPathOrNull(index), FileMode.Open, FileAccess.Read, FileShare.Read);

    public TextReader OpenTextReader(int index) => new StreamReader(Open(index));
}
