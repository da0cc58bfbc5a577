using System.Diagnostics;
using System.Reflection;

namespace LanguageModeling.Tests;

/// <summary>
/// The code of READMEs. Where it is a whole program, which begins with its using directives, it is compiled as it stands there and run, in
/// a folder with some text for each file that it reads. Code from the middle of a program is tested with the project it belongs to.
/// </summary>
[TestClass]
public sealed class SnippetTests
{
    private const string GlobalUsings =
        "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; "
        + "global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;";

    private static readonly string[] ReadmeNames =
        ["README.md", "src/Core/README.md", "src/Transforms/README.md", "src/Trainers/README.md", "src/Onnx/README.md"];

    public static IEnumerable<object[]> Programs => ReadmeNames.Where(name => new Readme(PathOf(name)).IsProgram).Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Programs))]
    public void Readme_Program_CompilesAndRuns(string name)
    {
        var readme = new Readme(PathOf(name));

        // Beside this assembly, so that the program finds the libraries as this assembly does.
        string program = Path.Combine(AppContext.BaseDirectory, $"Snippet-{name.Replace('/', '-')}.dll");
        string folder = Directory.CreateTempSubdirectory("lm-snippet-").FullName;
        try
        {
            Compile(readme.Program, folder, program);
            foreach (string file in readme.TextFiles)
            {
                File.WriteAllText(Path.Combine(folder, file), SampleText.Create());
            }

            string self = Path.Combine(AppContext.BaseDirectory, "LanguageModeling.Snippets.Tests");
            string output = Dotnet(folder, "exec", "--depsfile", $"{self}.deps.json", "--runtimeconfig", $"{self}.runtimeconfig.json", program);
            Assert.AreNotEqual("", output, "The code of a README shows something.");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
            File.Delete(program);
        }
    }

    [TestMethod]
    public void Readme_OfTheProject_IsAProgram()
    {
        Assert.IsTrue(new Readme(PathOf("README.md")).IsProgram);
    }

    [TestMethod]
    public void Readme_CodeThatIsNoProgram_IsTestedWithItsProject()
    {
        foreach (string name in ReadmeNames.Where(name => new Readme(PathOf(name)) is { HasCode: true, IsProgram: false }))
        {
            string project = Path.GetFileName(Path.GetDirectoryName(name)!);
            Assert.IsTrue(File.Exists(PathOf($"test/LanguageModeling.{project}.Tests/ReadmeSnippet.cs")), name);
        }
    }

    private static void Compile(string program, string folder, string output)
    {
        string source = Path.Combine(folder, "Program.cs");
        string usings = Path.Combine(folder, "Usings.cs");
        File.WriteAllText(source, program);
        File.WriteAllText(usings, GlobalUsings);
        string[] references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        string responseFile = Path.Combine(folder, "csc.rsp");
        File.WriteAllLines(
            responseFile,
            [
                "-nologo", "-nullable:enable", "-warnaserror", "-nowarn:CS1701,CS1702", "-target:exe", $"-out:\"{output}\"",
                .. references.Select(path => $"-reference:\"{path}\""), $"\"{source}\"", $"\"{usings}\"",
            ]);
        Dotnet(folder, Metadata("CSharpCompiler"), "-noconfig", $"@{responseFile}");
    }

    private static string Dotnet(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.AreEqual(0, process.ExitCode, $"{output}\n{error.GetAwaiter().GetResult()}");
        return output;
    }

    private static string PathOf(string name) => Path.Combine(Metadata("RepositoryRoot"), name);

    private static string Metadata(string key)
        => typeof(SnippetTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
