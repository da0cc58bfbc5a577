using System.Diagnostics;
using System.Reflection;

namespace LanguageModeling.Tests;

/// <summary>
/// The code of every README, compiled as it stands there and run as a program of its own, in a folder with some text for each file that
/// it reads. The README of Core, whose code stands in the middle of a program, is tested with Core.
/// </summary>
[TestClass]
public sealed class SnippetTests
{
    private const string GlobalUsings =
        "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; "
        + "global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;";

    public static IEnumerable<object[]> Readmes => new[] { "README.md", "src/Transforms/README.md", "src/Trainers/README.md", "src/Onnx/README.md" }
        .Where(name => File.Exists(PathOf(name)))
        .Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Readmes))]
    public void Readme_Code_CompilesAndRuns(string name)
    {
        var readme = new Readme(PathOf(name));
        if (readme.BlockCount == 0)
        {
            return; // a README may do without
        }

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
    public void Readme_OfTheProject_HasCode()
    {
        Assert.IsGreaterThan(0, new Readme(PathOf("README.md")).BlockCount);
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
