using LanguageModeling.Files;

namespace LanguageModeling.Saving;

/// <summary>The files of a saved model while a session starts from them: the folder that it refers to, or one that is made for the time being.</summary>
internal sealed class UnpackedFolder
{
    private string? _temporary;

    private UnpackedFolder(string path, string? temporary)
    {
        Path = path;
        _temporary = temporary;
    }

    /// <summary>What to load.</summary>
    public string Path { get; }

    /// <summary>Makes the files ready.</summary>
    /// <exception cref="InvalidDataException">Files that are referred to are missing or have changed.</exception>
    public static UnpackedFolder Open(ModelBundle bundle)
    {
        if (!bundle.IsEmbedded)
        {
            string root = bundle.Root;
            string moved = System.IO.Path.GetFullPath(System.IO.Path.GetFileName(root));
            root = !Directory.Exists(root) && Directory.Exists(moved) ? moved : root;
            bundle.Check(root);
            return new UnpackedFolder(System.IO.Path.Combine(root, bundle.Graph), null);
        }

        string folder = Directory.CreateTempSubdirectory("lm-onnx-").FullName;
        bundle.Unpack(folder);
        return new UnpackedFolder(System.IO.Path.Combine(folder, bundle.Graph), folder);
    }

    /// <summary>The options of a saved model, on the device that whoever loads it asks for.</summary>
    public static OnnxModelOptions OnDevice(OnnxModelOptions options)
        => LoadingDevice.Current is { GpuDeviceId: int id } device
            ? options with { Device = OnnxDevice.Cuda(id), FallbackToCpu = device.FallbackToCpu }
            : options;

    /// <summary>Removes what was made for the time being. Some systems keep files that a session has mapped until it ends: call it again then.</summary>
    public void TryDelete()
    {
        try
        {
            if (_temporary is not null)
            {
                Directory.Delete(_temporary, recursive: true);
                _temporary = null;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // At the next call, or by the system's own cleaning of temporary folders.
        }
    }
}
