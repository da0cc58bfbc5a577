using Microsoft.ML.Data;
using Microsoft.ML.Data.IO;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Mirrors views in binary files.</summary>
public static class BinaryLoaderSaverCatalog
{
    public static IDataView LoadFromBinary(this DataOperationsCatalog catalog, string path)
    {
        IHostEnvironment env = catalog.GetEnvironment();
        env.CheckNonEmpty(path, nameof(path));
        return catalog.LoadFromBinary(new MultiFileSource(path));
    }

    public static IDataView LoadFromBinary(this DataOperationsCatalog catalog, IMultiStreamSource fileSource)
    {
        IHostEnvironment env = catalog.GetEnvironment();
        env.CheckValue(fileSource, nameof(fileSource));
        env.CheckParam(fileSource.Count == 1, nameof(fileSource), "binary loader must be created with one file");
        using Stream stream = fileSource.Open(0);
        return BinaryView.Open(env, stream, () => fileSource.Open(0));
    }

    public static void SaveAsBinary(this DataOperationsCatalog catalog, IDataView data, Stream stream, bool keepHidden = false)
    {
        IHostEnvironment env = catalog.GetEnvironment();
        env.CheckValue(data, nameof(data));
        env.CheckValue(stream, nameof(stream));
        BinarySaver.Save(env, data, stream, keepHidden);
    }
}
