using Microsoft.ML;
using Microsoft.ML.Data;

namespace LanguageModeling.Offline.Tests;

/// <summary>Reading text files.</summary>
[TestClass]
public sealed class TextLoaderTests
{
    private readonly MLContext _ml = new();

    [TestMethod]
    public void CreateTextLoader_ReadsTypedFields()
    {
        WithFile("text\tnumber\na b\t1.5\n\tx\nlast\t\n", path =>
        {
            IDataView view = _ml.Data.CreateTextLoader(
                [new TextLoader.Column("Text", DataKind.String, 0), new TextLoader.Column("Number", DataKind.Single, 1)], hasHeader: true).Load(path);

            CollectionAssert.AreEqual(new[] { "a b", "", "last" }, view.GetColumn<string>("Text").ToArray());
            CollectionAssert.AreEqual(new[] { 1.5f, float.NaN, 0f }, view.GetColumn<float>("Number").ToArray());
        });
    }

    [TestMethod]
    public void LoadFromTextFile_OfClass_FollowsTheAttributes()
    {
        WithFile("1,2,x\n3,4,y\n", path =>
        {
            IDataView view = _ml.Data.LoadFromTextFile<Line>(path, separatorChar: ',');

            Assert.AreEqual(new VectorDataViewType(NumberDataViewType.Single, 2), view.Schema["Numbers"].Type);
            CollectionAssert.AreEqual(new[] { 3f, 4f }, view.GetColumn<float[]>("Numbers").Last());
            CollectionAssert.AreEqual(new[] { "x", "y" }, view.GetColumn<string>("Text").ToArray());
        });
    }

    [TestMethod]
    public void CreateTextLoader_Quotes_KeepSeparatorsWhereAllowed()
    {
        WithFile("\"a,b\",c\n", path =>
        {
            TextLoader.Column[] columns = [new("First", DataKind.String, 0), new("Second", DataKind.String, 1)];

            IDataView quoted = _ml.Data.CreateTextLoader(columns, separatorChar: ',', allowQuoting: true).Load(path);
            IDataView plain = _ml.Data.CreateTextLoader(columns, separatorChar: ',').Load(path);

            Assert.AreEqual("a,b", quoted.GetColumn<string>("First").Single());
            Assert.AreEqual("c", quoted.GetColumn<string>("Second").Single());
            Assert.AreEqual("\"a", plain.GetColumn<string>("First").Single());
        });
    }

    private static void WithFile(string content, Action<string> action)
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            File.WriteAllText(path, content);
            action(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    public sealed class Line
    {
        [LoadColumn(0, 1)]
        public float[]? Numbers { get; set; }

        [LoadColumn(2)]
        public string? Text { get; set; }
    }
}
