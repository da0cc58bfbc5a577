using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Mirrors what a component writes itself to: its part of the model file, streams beside it, sub-models below it.</summary>
public sealed class ModelSaveContext : IDisposable
{
    internal readonly BinaryWriter Writer;
    private readonly RepositoryWriter _repository;
    private readonly string _folder;
    private readonly RepositoryWriter.Entry _entry;
    private readonly ModelHeader _header = new();
    private readonly Dictionary<string, int> _strings = [];

    private ModelSaveContext(RepositoryWriter repository, string folder, string name)
    {
        (_repository, _folder) = (repository, folder);
        _entry = repository.CreateEntry(folder, name);
        Writer = new BinaryWriter(_entry.Stream, Encoding.UTF8, leaveOpen: true);
        Writer.Write(new byte[ModelHeader.Size]);
    }

    public void Dispose()
    {
        Writer.Dispose();
        _entry.Dispose();
    }

    /// <summary>Saves into a folder of the repository. A null model saves nothing.</summary>
    internal static void SaveModel<T>(RepositoryWriter repository, T value, string path)
        where T : class
    {
        if (value is ICanSaveModel model)
        {
            SaveSubModel(repository, path, model.Save);
        }
    }

    internal void SaveModel<T>(T value, string name)
        where T : class
        => SaveModel(_repository, value, Below(name));

    internal void SaveSubModel(string name, Action<ModelSaveContext> save)
    {
        _repository.ExceptionContext.CheckNonEmpty(name, nameof(name));
        SaveSubModel(_repository, Below(name), save);
    }

    internal void CheckAtModel()
    {
        Writer.Flush();
        _repository.ExceptionContext.Check(_entry.Stream.Position == ModelHeader.Size, "Something was written before the header.");
    }

    internal void SetVersionInfo(VersionInfo ver) => _header.SetVersionInfo(ver);

    internal void SaveBinaryStream(string name, Action<BinaryWriter> action)
    {
        _repository.ExceptionContext.CheckNonEmpty(name, nameof(name));
        _repository.ExceptionContext.CheckValue(action, nameof(action));
        using RepositoryWriter.Entry entry = _repository.CreateEntry(_folder, name);
        using var writer = new BinaryWriter(entry.Stream, Encoding.UTF8, leaveOpen: true);
        action(writer);
    }

    internal void SaveTextStream(string name, Action<TextWriter> action)
    {
        _repository.ExceptionContext.CheckNonEmpty(name, nameof(name));
        using RepositoryWriter.Entry entry = _repository.CreateEntry(_folder, name);
        using var writer = new StreamWriter(entry.Stream, leaveOpen: true);
        action(writer);
    }

    /// <summary>Writes the number of the string in the table behind the body.</summary>
    internal void SaveString(string text)
    {
        Contracts.CheckValue(text, nameof(text));
        if (!_strings.TryGetValue(text, out int id))
        {
            _strings.Add(text, id = _strings.Count);
        }

        Writer.Write(id);
    }

    internal void SaveStringOrNull(string text)
    {
        if (text is null)
        {
            Writer.Write(-1);
        }
        else
        {
            SaveString(text);
        }
    }

    internal void SaveNonEmptyString(string text)
    {
        Contracts.CheckNonEmpty(text, nameof(text));
        SaveString(text);
    }

    private static void SaveSubModel(RepositoryWriter repository, string path, Action<ModelSaveContext> save)
    {
        using var ctx = new ModelSaveContext(repository, path, ModelLoadContext.ModelStreamName);
        save(ctx);
        repository.ExceptionContext.Check(ctx._header.ModelSignature != 0, "ModelSignature not specified!");
        ctx._header.EndWrite(ctx.Writer, 0, ctx._strings.Keys);
    }

    private string Below(string name) => string.IsNullOrEmpty(_folder) ? name : _folder + "/" + name;
}
