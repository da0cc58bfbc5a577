using LanguageModeling.Files;
using Microsoft.Win32.SafeHandles;

namespace LanguageModeling.Graphs;

/// <summary>Reads ONNX files: the graph at once, weights when they are asked for, out of the file or of the files beside it.</summary>
/// <remarks>Field numbers are those of the public schema, <c>onnx.proto</c>. Owns the open files; tensors can be read until it is disposed.</remarks>
internal sealed partial class OnnxModelReader : IDisposable
{
    private const int MaximumDepth = 16; // graphs within attributes of nodes
    private const int MaximumRank = 64;

    private readonly string _path;
    private readonly SafeFileHandle _file;
    private readonly ProtobufReader _reader;
    private readonly Dictionary<string, SafeFileHandle> _dataFiles = new(StringComparer.Ordinal);

    private OnnxModelReader(string path)
    {
        _path = path;
        _file = File.OpenHandle(path);
        try
        {
            _reader = new ProtobufReader(_file, path);
            Model = ReadModel();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>What the file holds.</summary>
    public OnnxModel Model { get; }

    /// <summary>Names of the files beside it that hold weights.</summary>
    public IReadOnlyCollection<string> DataFiles => _dataFiles.Keys;

    /// <summary>Opens a file and reads its graph.</summary>
    /// <exception cref="InvalidDataException">The file is not an ONNX model, is damaged, or names weights that are not there.</exception>
    public static OnnxModelReader Open(string path) => new(path);

    public void Dispose()
    {
        _file.Dispose();
        foreach (SafeFileHandle file in _dataFiles.Values)
        {
            file.Dispose();
        }
    }

    private OnnxModel ReadModel()
    {
        RefuseForeign();
        var model = new OnnxModel();
        bool graph = false;
        for (long end = _reader.Length; _reader.Next(end);)
        {
            switch (_reader.Field)
            {
                case 1:
                    model.IrVersion = _reader.ReadInt64();
                    break;
                case 2:
                    model.Producer = _reader.ReadString(end);
                    break;
                case 7:
                    model.Graph = ReadGraph(_reader.ReadEnd(end), 0);
                    graph = true;
                    break;
                case 8:
                    ReadOpset(model, _reader.ReadEnd(end));
                    break;
                case 14:
                    ReadPair(model.Metadata, _reader.ReadEnd(end));
                    break;
                default:
                    _reader.Skip(end);
                    break;
            }
        }

        return graph ? model : throw _reader.Error("there is no graph");
    }

    private void RefuseForeign()
    {
        Span<byte> start = stackalloc byte[64];
        start = start[..RandomAccess.Read(_file, start, 0)];
        string? problem = start switch
        {
            [] => "the file is empty. Name an ONNX model",
            _ when start.StartsWith("version https://git-lfs"u8) => "this is a Git LFS pointer, not the file itself. Run: git lfs pull",
            _ when start.StartsWith("GGUF"u8) => "this is a GGUF model. Use the Hugging Face folder that it was made from",
            _ when start.StartsWith("PK\x03\x04"u8) => "this is a zip file. Unpack it first",
            _ => null,
        };
        if (problem is not null)
        {
            throw new InvalidDataException($"{_path}: {problem}.");
        }
    }

    private OnnxGraph ReadGraph(long end, int depth)
    {
        if (depth > MaximumDepth)
        {
            throw _reader.Error($"graphs are nested more than {MaximumDepth} deep");
        }

        var graph = new OnnxGraph();
        while (_reader.Next(end))
        {
            switch (_reader.Field)
            {
                case 1:
                    graph.Nodes.Add(ReadNode(_reader.ReadEnd(end), depth));
                    break;
                case 2:
                    graph.Name = _reader.ReadString(end);
                    break;
                case 5:
                    graph.Initializers.Add(ReadTensor(_reader.ReadEnd(end)));
                    break;
                case 11:
                    graph.Inputs.Add(ReadValue(_reader.ReadEnd(end)));
                    break;
                case 12:
                    graph.Outputs.Add(ReadValue(_reader.ReadEnd(end)));
                    break;
                default:
                    _reader.Skip(end);
                    break;
            }
        }

        return graph;
    }

    private OnnxNode ReadNode(long end, int depth)
    {
        var node = new OnnxNode();
        while (_reader.Next(end))
        {
            switch (_reader.Field)
            {
                case 1:
                    node.Inputs.Add(_reader.ReadString(end));
                    break;
                case 2:
                    node.Outputs.Add(_reader.ReadString(end));
                    break;
                case 3:
                    node.Name = _reader.ReadString(end);
                    break;
                case 4:
                    node.OpType = _reader.ReadString(end);
                    break;
                case 5:
                    ReadAttribute(node, _reader.ReadEnd(end), depth);
                    break;
                case 7:
                    node.Domain = _reader.ReadString(end);
                    break;
                default:
                    _reader.Skip(end);
                    break;
            }
        }

        return node;
    }

    // Which field holds the value tells its type; an empty list can be told by field 20 only, and no decoder has one.
    private void ReadAttribute(OnnxNode node, long end, int depth)
    {
        string name = "";
        object? value = null;
        List<float>? floats = null;
        List<long>? integers = null;
        while (_reader.Next(end))
        {
            switch (_reader.Field)
            {
                case 1:
                    name = _reader.ReadString(end);
                    break;
                case 2:
                    value = _reader.ReadSingle();
                    break;
                case 3:
                    value = _reader.ReadInt64();
                    break;
                case 4:
                    value = System.Text.Encoding.UTF8.GetString(_reader.ReadBytes(end));
                    break;
                case 5:
                    value = ReadTensor(_reader.ReadEnd(end));
                    break;
                case 6:
                    value = ReadGraph(_reader.ReadEnd(end), depth + 1);
                    break;
                case 7:
                    _reader.ReadSingles(floats ??= [], end);
                    break;
                case 8:
                    _reader.ReadInt64s(integers ??= [], end);
                    break;
                default:
                    _reader.Skip(end);
                    break;
            }
        }

        node.Attributes[name] = (object?)floats?.ToArray() ?? integers?.ToArray() ?? value;
    }

    private OnnxTensor ReadTensor(long end)
    {
        var content = new TensorContent();
        while (_reader.Next(end))
        {
            switch (_reader.Field)
            {
                case 1:
                    _reader.ReadInt64s(content.Dims, end);
                    break;
                case 2:
                    content.Type = (OnnxType)_reader.ReadInt32();
                    break;
                case 4:
                    _reader.ReadSingles(content.Singles, end);
                    break;
                case 5 or 7:
                    _reader.ReadInt64s(content.Integers, end);
                    break;
                case 8:
                    content.Name = _reader.ReadString(end);
                    break;
                case 9:
                    long rawEnd = _reader.ReadEnd(end);
                    content.Raw = TensorBytes.OfFile(_file, _reader.Position, rawEnd - _reader.Position);
                    _reader.SkipTo(rawEnd);
                    break;
                case 13:
                    ReadPair(content.External, _reader.ReadEnd(end));
                    break;
                case 14:
                    content.IsExternal = _reader.ReadInt32() == 1;
                    break;
                default:
                    _reader.Skip(end);
                    break;
            }
        }

        if (content.Dims.Count > MaximumRank)
        {
            throw _reader.Error($"tensor \"{content.Name}\" has {content.Dims.Count} dimensions; {MaximumRank} are the most");
        }

        return content.ToTensor(OpenExternal, what => _reader.Error(what));
    }

    private void ReadOpset(OnnxModel model, long end)
    {
        string domain = "";
        long version = 0;
        while (_reader.Next(end))
        {
            switch (_reader.Field)
            {
                case 1:
                    domain = _reader.ReadString(end);
                    break;
                case 2:
                    version = _reader.ReadInt64();
                    break;
                default:
                    _reader.Skip(end);
                    break;
            }
        }

        model.Opsets[domain == "ai.onnx" ? "" : domain] = version;
    }

    private void ReadPair(SortedDictionary<string, string> pairs, long end)
    {
        string key = "";
        string value = "";
        while (_reader.Next(end))
        {
            switch (_reader.Field)
            {
                case 1:
                    key = _reader.ReadString(end);
                    break;
                case 2:
                    value = _reader.ReadString(end);
                    break;
                default:
                    _reader.Skip(end);
                    break;
            }
        }

        pairs[key] = value;
    }

    // Weights in another file must lie in the model's own folder: a model from elsewhere shall not name any file of this machine.
    private SafeFileHandle OpenExternal(string location)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(_path))!;
        string path = Path.GetFullPath(Path.Combine(folder, location));
        if (location.Length == 0 || Path.IsPathRooted(location) || !path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{_path}: weights lie in \"{location}\", which is not in the folder of the model. Export the model again.");
        }

        if (!_dataFiles.TryGetValue(path, out SafeFileHandle? file))
        {
            file = File.Exists(path) ? File.OpenHandle(path)
                : throw new InvalidDataException($"{_path}: weights lie in {path}, which does not exist. Copy that file beside the model.");
            _dataFiles.Add(path, file);
        }

        return file;
    }
}
