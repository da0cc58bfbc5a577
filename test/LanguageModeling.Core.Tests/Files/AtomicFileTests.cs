using LanguageModeling.Files;

namespace LanguageModeling.Tests.Files;

[TestClass]
public sealed class AtomicFileTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lm-tests-").FullName;

    [TestCleanup]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public void Write_NewFile_HoldsTheContent()
    {
        string path = Path.Combine(_folder, "model.bin");
        AtomicFile.Write(path, stream => stream.Write("one"u8));
        Assert.AreEqual("one", File.ReadAllText(path));
        Assert.AreEqual(1, Directory.GetFiles(_folder).Length);
    }

    [TestMethod]
    public void Write_ExistingFile_IsReplaced()
    {
        string path = Path.Combine(_folder, "model.bin");
        File.WriteAllText(path, "something longer");
        AtomicFile.Write(path, stream => stream.Write("two"u8));
        Assert.AreEqual("two", File.ReadAllText(path));
    }

    [TestMethod]
    public void Write_Failure_KeepsTheOldFileAndNothingElse()
    {
        string path = Path.Combine(_folder, "model.bin");
        File.WriteAllText(path, "old");
        Assert.ThrowsExactly<InvalidOperationException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write("half"u8);
            throw new InvalidOperationException();
        }));
        Assert.AreEqual("old", File.ReadAllText(path));
        Assert.AreEqual(1, Directory.GetFiles(_folder).Length);
    }

    [TestMethod]
    public void Write_FolderThatIsNotThere_SaysSo()
        => Assert.ThrowsExactly<DirectoryNotFoundException>(() => AtomicFile.Write(Path.Combine(_folder, "none", "x"), _ => { }));
}
