using System.IO.Compression;
using System.Text;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LanguageModeling.Offline.Tests;

/// <summary>The zip that a model is saved as, byte by byte where others read it.</summary>
[TestClass]
public sealed class ModelFileTests
{
    private readonly MLContext _ml = new();

    [TestMethod]
    public void Save_OfChain_WritesTheEntries()
    {
        using ZipArchive zip = Saved(schema: true);

        string[] names = [.. zip.Entries.Select(e => e.FullName)];
        CollectionAssert.IsSubsetOf(
            new[]
            {
                "TrainingInfo/Version.txt",
                "TransformerChain/Model.key",
                "TransformerChain/Transform_000/Model.key",
                "TransformerChain/Transform_001/Model.key",
                "Schema",
            },
            names);
        Assert.AreEqual("Schema", names[^1]);
        byte[] schema = Bytes(zip, "Schema");
        Assert.AreEqual("CML\0DVB\0", Encoding.Latin1.GetString(schema, 0, 8));
        Assert.AreEqual("\0BVD\0LMC", Encoding.Latin1.GetString(schema, schema.Length - 8, 8));
    }

    [TestMethod]
    public void Save_WithoutSchema_WritesNoSchemaEntry()
    {
        using ZipArchive zip = Saved(schema: false);

        Assert.IsNull(zip.GetEntry("Schema"));
    }

    [TestMethod]
    public void Save_ModelKey_HasTheHeader()
    {
        using ZipArchive zip = Saved(schema: true);
        byte[] key = Bytes(zip, "TransformerChain/Transform_000/Model.key");
        long body = BitConverter.ToInt64(key, 0x10);
        long bodyLength = BitConverter.ToInt64(key, 0x18);
        long tail = BitConverter.ToInt64(key, 0x80);
        long name = BitConverter.ToInt64(key, 0x90);
        int nameLength = BitConverter.ToInt32(key, 0x98);

        Assert.AreEqual("ML\0MODEL", Encoding.Latin1.GetString(key, 0, 8));
        Assert.AreEqual(0x00010002u, BitConverter.ToUInt32(key, 8));
        Assert.AreEqual(0x00010002u, BitConverter.ToUInt32(key, 0xC));
        Assert.AreEqual(0x100L, body);
        Assert.IsGreaterThan(0L, bodyLength);
        Assert.AreEqual("TXTCONVX".Length, Encoding.Latin1.GetString(key, 0x40, 8).Length);
        Assert.AreEqual("ConvertTransform", Encoding.Latin1.GetString(key, 0x50, 24).TrimEnd('\0'));
        Assert.AreEqual("LEDOM\0LM", Encoding.Latin1.GetString(key, (int)tail, 8));
        Assert.AreEqual(key.Length, BitConverter.ToInt64(key, 0x88));
        StringAssert.StartsWith(Encoding.Unicode.GetString(key, (int)name, nameLength), "Microsoft.ML.Data");
    }

    [TestMethod]
    public void Save_Chain_WritesCountAndScopes()
    {
        using ZipArchive zip = Saved(schema: true);
        byte[] key = Bytes(zip, "TransformerChain/Model.key");
        int body = (int)BitConverter.ToInt64(key, 0x10);

        Assert.AreEqual(12L, BitConverter.ToInt64(key, 0x18));
        Assert.AreEqual(2, BitConverter.ToInt32(key, body));
        Assert.AreEqual(7, BitConverter.ToInt32(key, body + 4));
        Assert.AreEqual(7, BitConverter.ToInt32(key, body + 8));
    }

    [TestMethod]
    public void Load_GivesTheModelAndItsSchemaBack()
    {
        using var stream = new MemoryStream();
        IDataView view = View();
        _ml.Model.Save(Chain().Fit(view), view.Schema, stream);
        stream.Position = 0;

        ITransformer loaded = new MLContext().Model.Load(stream, out DataViewSchema schema);

        Assert.IsInstanceOfType<TransformerChain<ITransformer>>(loaded);
        CollectionAssert.AreEqual(new[] { "Text", "A" }, schema.Select(c => c.Name).ToArray());
        Assert.AreEqual(view.Schema["A"].Type, schema["A"].Type);
        CollectionAssert.AreEqual(new uint[] { 1, 2, 1 }, loaded.Transform(view).GetColumn<uint>("Key").ToArray());
        VBuffer<ReadOnlyMemory<char>> keys = default;
        loaded.GetOutputSchema(view.Schema)["Key"].GetKeyValues(ref keys);
        CollectionAssert.AreEqual(new[] { "x", "y" }, keys.DenseValues().Select(k => k.ToString()).ToArray());
    }

    [TestMethod]
    public void Load_OfSomethingElse_IsRefused()
    {
        using var stream = new MemoryStream("not a model"u8.ToArray());

        Assert.Throws<Exception>(() => _ml.Model.Load(stream, out _));
    }

    [TestMethod]
    public void SaveAsBinary_LoadFromBinary_KeepValuesAndKeys()
    {
        IDataView view = Chain().Fit(View()).Transform(View());
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            using (FileStream stream = File.Create(path))
            {
                _ml.Data.SaveAsBinary(view, stream);
            }

            IDataView loaded = _ml.Data.LoadFromBinary(path);

            CollectionAssert.AreEqual(new[] { "x", "y", "x" }, loaded.GetColumn<string>("Text").ToArray());
            CollectionAssert.AreEqual(new uint[] { 1, 2, 1 }, loaded.GetColumn<uint>("Key").ToArray());
            Assert.AreEqual(new KeyDataViewType(typeof(uint), 2), loaded.Schema["Key"].Type);
            VBuffer<ReadOnlyMemory<char>> keys = default;
            loaded.Schema["Key"].GetKeyValues(ref keys);
            CollectionAssert.AreEqual(new[] { "x", "y" }, keys.DenseValues().Select(k => k.ToString()).ToArray());
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static byte[] Bytes(ZipArchive zip, string name)
    {
        using Stream entry = zip.GetEntry(name)!.Open();
        using var copy = new MemoryStream();
        entry.CopyTo(copy);
        return copy.ToArray();
    }

    private EstimatorChain<Microsoft.ML.Transforms.ValueToKeyMappingTransformer> Chain()
        => _ml.Transforms.Conversion.ConvertType("B", "A", DataKind.Double).Append(_ml.Transforms.Conversion.MapValueToKey("Key", "Text"));

    private IDataView View() => _ml.Data.LoadFromEnumerable(new[] { "x", "y", "x" }.Select(t => new { Text = t, A = 1f }));

    private ZipArchive Saved(bool schema)
    {
        var stream = new MemoryStream();
        IDataView view = View();
        _ml.Model.Save(Chain().Fit(view), schema ? view.Schema : null, stream);
        stream.Position = 0;
        return new ZipArchive(stream);
    }
}
