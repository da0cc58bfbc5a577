using System.Reflection;
using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>
/// Mirrors what a component reads itself from. The assembly named in the header is loaded and registered before the loader
/// is looked up by its name; what the loader read must end exactly where the body ends.
/// </summary>
internal sealed class ModelLoadContext : IDisposable
{
    public const string ModelStreamName = "Model.key";
    public readonly BinaryReader Reader;
    private readonly RepositoryReader _repository;
    private readonly string _folder;
    private readonly ModelHeader _header;

    private ModelLoadContext(RepositoryReader repository, Stream stream, string folder)
    {
        (_repository, _folder) = (repository, folder);
        Reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        _header = ModelHeader.Read(Reader);
    }

    public static bool LoadModelOrNull<TRes, TSig>(IHostEnvironment env, out TRes result, RepositoryReader repository, string folder)
        where TRes : class
    {
        Contracts.CheckValue(env, nameof(env));
        using Stream stream = repository.OpenOrNull(folder, ModelStreamName);
        if (stream is null)
        {
            result = null;
            return false;
        }

        using var ctx = new ModelLoadContext(repository, stream, folder);
        result = ctx.Create(env, typeof(TSig)) as TRes;
        env.CheckDecode(result is not null, $"Couldn't load model: '{folder}'");
        return true;
    }

    public static void LoadModel<TRes, TSig>(IHostEnvironment env, out TRes result, RepositoryReader repository, string folder)
        where TRes : class
        => env.CheckDecode(LoadModelOrNull<TRes, TSig>(env, out result, repository, folder), "Corrupt model file");

    public bool LoadModelOrNull<TRes, TSig>(IHostEnvironment env, out TRes result, string name)
        where TRes : class
        => LoadModelOrNull<TRes, TSig>(env, out result, _repository, Below(name));

    /// <summary>Loads a sub-model. The extra arguments of loaders with other signatures are not mirrored.</summary>
    public void LoadModel<TRes, TSig>(IHostEnvironment env, out TRes result, string name, params object[] extra)
        where TRes : class
    {
        Contracts.CheckParam(extra is null or { Length: 0 }, nameof(extra), "The stand-in knows no loaders with extra arguments.");
        env.CheckDecode(LoadModelOrNull<TRes, TSig>(env, out result, name), "Corrupt model file");
    }

    public bool TryProcessSubModel(string name, Action<ModelLoadContext> action)
    {
        using Stream stream = _repository.OpenOrNull(Below(name), ModelStreamName);
        if (stream is null)
        {
            return false;
        }

        using var ctx = new ModelLoadContext(_repository, stream, Below(name));
        action(ctx);
        return true;
    }

    public bool TryLoadBinaryStream(string name, Action<BinaryReader> action)
    {
        _repository.ExceptionContext.CheckNonEmpty(name, nameof(name));
        _repository.ExceptionContext.CheckValue(action, nameof(action));
        using Stream stream = _repository.OpenOrNull(_folder, name);
        if (stream is null)
        {
            return false;
        }

        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        action(reader);
        return true;
    }

    public void CheckAtModel()
        => _repository.ExceptionContext.Check(Reader.BaseStream.Position == ModelHeader.Size, "Something was read before the header was checked.");

    public void CheckAtModel(VersionInfo ver)
    {
        CheckAtModel();
        _header.CheckVersionInfo(ver);
    }

    public string LoadString() => StringAt(Reader.ReadInt32());

    public string LoadStringOrNull()
    {
        int id = Reader.ReadInt32();
        return id == -1 ? null : StringAt(id);
    }

    public string LoadNonEmptyString()
    {
        string text = LoadString();
        _repository.ExceptionContext.CheckDecode(text.Length > 0, "An empty string where none may be.");
        return text;
    }

    public void Dispose() => Reader.Dispose();

    private object Create(IHostEnvironment env, Type signature)
    {
        if (_header.LoaderAssemblyName.Length > 0)
        {
            env.ComponentCatalog.RegisterAssembly(Assembly.Load(_header.LoaderAssemblyName));
        }

        foreach (string name in new[] { _header.LoaderSignature, _header.LoaderSignatureAlt })
        {
            if (!string.IsNullOrWhiteSpace(name) && env.ComponentCatalog.TryCreateInstance(env, signature, name, [this], out object result))
            {
                _header.EndRead(Reader, 0);
                return result;
            }
        }

        return null;
    }

    private string StringAt(int id)
    {
        _repository.ExceptionContext.CheckDecode((uint)id < (uint)_header.Strings.Length, "A number that is not in the string table.");
        return _header.Strings[id];
    }

    private string Below(string name) => string.IsNullOrEmpty(_folder) ? name : _folder + "/" + name;
}
