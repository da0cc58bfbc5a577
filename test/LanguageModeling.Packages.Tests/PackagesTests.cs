using System.Diagnostics;
using System.IO.Compression;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;

namespace LanguageModeling.Tests;

/// <summary>The packages as a stranger gets them: their metadata, and a console project that references nothing else.</summary>
[TestClass]
public sealed class PackagesTests
{
    private static readonly string[] PackageIds = ["LanguageModeling.Core", "LanguageModeling.Onnx", "LanguageModeling.Trainers", "LanguageModeling.Transforms"];
    private static string _folder = "";

    private static string Metadata(string key)
        => typeof(PackagesTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;

    [ClassInitialize]
    public static void PackAll(TestContext context)
    {
        _folder = Directory.CreateTempSubdirectory("lm-packages-").FullName;
        foreach (string room in new[] { "Core", "Transforms", "Trainers", "Onnx" })
        {
            string project = Path.Combine(Metadata("RepositoryRoot"), "src", room, $"LanguageModeling.{room}.csproj");
            Dotnet(_folder, "pack", project, "--no-build", "-c", Metadata("Configuration"), "-o", Path.Combine(_folder, "packages"), "--nologo", "-v", "q");
        }
    }

    [ClassCleanup]
    public static void Remove() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public void Pack_EveryProject_GivesFourPackagesWithReadmeDocsAndRealDependencies()
    {
        string[] files = Directory.GetFiles(Path.Combine(_folder, "packages"), "*.nupkg").OrderBy(f => f, StringComparer.Ordinal).ToArray();
        CollectionAssert.AreEqual(PackageIds, files.Select(f => IdOf(f)).ToArray());
        foreach (string file in files)
        {
            using ZipArchive zip = ZipFile.OpenRead(file);
            string id = IdOf(file);
            string[] entries = zip.Entries.Select(e => e.FullName).ToArray();
            CollectionAssert.IsSubsetOf(new[] { "README.md", $"lib/net10.0/{id}.dll", $"lib/net10.0/{id}.xml" }, entries, id);
            Assert.AreEqual(1, entries.Count(e => e.EndsWith(".dll", StringComparison.Ordinal)), $"{id} ships a library that is not its own.");

            using Stream nuspec = zip.GetEntry($"{id}.nuspec")!.Open();
            XElement metadata = XDocument.Load(nuspec).Root!.Elements().Single(e => e.Name.LocalName == "metadata");
            Assert.AreEqual("MIT", metadata.Elements().Single(e => e.Name.LocalName == "license").Value);
            foreach (XElement dependency in metadata.Descendants().Where(e => e.Name.LocalName == "dependency"))
            {
                string version = dependency.Attribute("version")!.Value;
                Assert.IsLessThan(3, version.Count(c => c == '.'), $"{id} depends on {dependency.Attribute("id")!.Value} {version}: a stand-in's version leaked.");
            }
        }
    }

    /// <summary>What was compiled against stand-ins must fit the real assemblies, which whoever installs the packages gets.</summary>
    [TestMethod]
    public void Pack_EveryProject_ReferencesTheRealAssembliesByKey()
    {
        foreach (string file in Directory.GetFiles(Path.Combine(_folder, "packages"), "*.nupkg"))
        {
            using ZipArchive zip = ZipFile.OpenRead(file);
            using var library = new MemoryStream();
            using (Stream packed = zip.GetEntry($"lib/net10.0/{IdOf(file)}.dll")!.Open())
            {
                packed.CopyTo(library);
            }

            library.Position = 0;
            using var assembly = new PEReader(library);
            MetadataReader metadata = assembly.GetMetadataReader();
            foreach (AssemblyName name in metadata.AssemblyReferences.Select(handle => metadata.GetAssemblyReference(handle).GetAssemblyName()))
            {
                string? token = name.Name!.StartsWith("Microsoft.ML.OnnxRuntime", StringComparison.Ordinal) ? "f27f157f0a5b7bb6"
                    : name.Name.StartsWith("Microsoft.ML", StringComparison.Ordinal) ? "cc7b13ffcd2ddd51" : null;
                Assert.IsTrue(token is null || Convert.ToHexStringLower(name.GetPublicKeyToken()!) == token, $"{IdOf(file)} references {name.FullName}.");
            }
        }
    }

    [TestMethod]
    public void Consumer_PackagesOnly_TrainsSavesAndLoadsInAnotherProcess()
    {
        string feed = Path.Combine(Metadata("RepositoryRoot"), "eng", "offline", "feed");
        string consumer = CreateConsumer("consumer", $"""<add key="offline" value="{feed}" />""");
        (int exitCode, string output) = BuildConsumer(consumer);
        Assert.AreEqual(0, exitCode, output);
        RunConsumer(consumer);
    }

    /// <summary>Packed here, perhaps on stand-ins, and used elsewhere.</summary>
    [TestMethod]
    public void Consumer_WithoutStandIns_TrainsSavesAndLoadsInAnotherProcess()
    {
        string consumer = CreateConsumer("stranger", "");
        (int exitCode, string output) = BuildConsumer(consumer);
        if (output.Contains("error NU110", StringComparison.Ordinal) || output.Contains("error NU1301", StringComparison.Ordinal))
        {
            Assert.Inconclusive("This machine's package sources have no Microsoft.ML.");
        }

        Assert.AreEqual(0, exitCode, output);
        RunConsumer(consumer);
    }

    private static string CreateConsumer(string name, string source)
    {
        string consumer = Path.Combine(_folder, name);
        Directory.CreateDirectory(consumer);
        foreach (string file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Consumer")))
        {
            File.Copy(file, Path.Combine(consumer, Path.GetFileName(file)));
        }

        File.WriteAllText(Path.Combine(consumer, "nuget.config"), $"""
            <configuration><packageSources>
              <add key="packed" value="{Path.Combine(_folder, "packages")}" />{source}
            </packageSources></configuration>
            """);
        return consumer;
    }

    private static (int ExitCode, string Output) BuildConsumer(string consumer)
    {
        string packages = Path.Combine(_folder, "packages");
        string version = Path.GetFileNameWithoutExtension(Directory.GetFiles(packages, "LanguageModeling.Core.*.nupkg").Single())["LanguageModeling.Core.".Length..];

        // A packages folder of its own: the same version number may be packed again tomorrow with other contents.
        string cache = Path.Combine(consumer, "cache");
        string fallback = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        return RunDotnet(consumer, "build", "-c", "Release", "-o", "out", "--nologo", "-v", "q", $"-p:LanguageModelingVersion={version}",
            $"-p:RestorePackagesPath={cache}", $"-p:RestoreFallbackFolders={fallback}", "-nodeReuse:false");
    }

    private static void RunConsumer(string consumer)
    {
        string program = Path.Combine("out", "Consumer.dll");
        string trained = Dotnet(consumer, program, "train", "model.zip");
        string loaded = Dotnet(consumer, program, "load", "model.zip");
        Assert.AreEqual(trained, loaded);
        string[] numbers = loaded.Trim().Split(' ');
        Assert.HasCount(3, numbers);
        Assert.AreEqual(numbers[0], numbers[1], "The pipeline and the text model score alike.");
        Assert.IsLessThan(0.0, double.Parse(numbers[0], System.Globalization.CultureInfo.InvariantCulture));
    }

    private static string IdOf(string path)
        => PackageIds.Single(id => Path.GetFileName(path).StartsWith(id + ".", StringComparison.Ordinal));

    private static string Dotnet(string folder, params string[] arguments)
    {
        (int exitCode, string output) = RunDotnet(folder, arguments);
        Assert.AreEqual(0, exitCode, output);
        return output;
    }

    private static (int ExitCode, string Output) RunDotnet(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string name in start.Environment.Keys.Where(k => k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            start.Environment.Remove(name); // a test host started by msbuild must not hand its settings on
        }

        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, process.ExitCode == 0 ? output : $"dotnet {string.Join(' ', arguments)}\n{output}\n{error.Result}");
    }
}
