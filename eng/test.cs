#!/usr/bin/env dotnet
#:property PublishAot=false

// Restores, builds and tests the whole solution, then prints one line: "N passed, N failed, N skipped". Run it by ./test.sh or ./test.ps1.
// Arguments that begin with -p: go to restore and build, all others to the test run, such as --filter "FullyQualifiedName~Ngram".

using System.Diagnostics;
using System.Xml.Linq;

const string Solution = "LanguageModeling.sln";
const string Configuration = "Release";
const string ResultsFolder = "artifacts/test-results";

string[] properties = [.. args.Where(arg => arg.StartsWith("-p:", StringComparison.Ordinal))];
string[] testArguments = [.. args.Except(properties)];

if (Run(["run", "--file", "eng/restore.cs", "--", .. properties]) != 0)
{
    return 1;
}

Console.WriteLine($"Building {Solution} ({Configuration}) …");
string[] buildArguments = ["build", Solution, "-c", Configuration, "--no-restore", "--nologo", "-tl:off", "-v", "minimal", "-clp:NoSummary", "-noWarn:NU1603"];
if (Run([.. buildArguments, .. properties]) != 0)
{
    return 1;
}

string[] assemblies = [.. Directory.EnumerateFiles("test", "*.Tests.csproj", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
    .Select(project => Path.Combine(Path.GetDirectoryName(project)!, "bin", Configuration, "net10.0", Path.GetFileNameWithoutExtension(project) + ".dll"))];
foreach (string missing in assemblies.Where(assembly => !File.Exists(assembly)))
{
    Console.Error.WriteLine($"eng/test: {missing} was not built. Is its project in {Solution}?");
    return 1;
}

if (Directory.Exists(ResultsFolder))
{
    Directory.Delete(ResultsFolder, recursive: true);
}

Console.WriteLine($"Testing {assemblies.Length} projects …");
int exitCode = Run(["test", .. assemblies, "--logger", "trx", "--logger", "console;verbosity=minimal", "--results-directory", ResultsFolder,
    .. testArguments.TakeWhile(arg => arg != "--"), "--", "RunConfiguration.MaxCpuCount=0", .. testArguments.SkipWhile(arg => arg != "--").Skip(1)]);

return Report(exitCode);

static int Report(int exitCode)
{
    XElement[] results = Directory.Exists(ResultsFolder)
        ? [.. Directory.EnumerateFiles(ResultsFolder, "*.trx", SearchOption.AllDirectories)
            .SelectMany(file => XDocument.Load(file).Descendants().Where(IsSingleResult))]
        : [];
    XElement[] skipped = [.. results.Where(result => (string?)result.Attribute("outcome") is "NotExecuted" or "Inconclusive")];
    int passed = results.Count(result => (string?)result.Attribute("outcome") == "Passed");
    int failed = results.Length - passed - skipped.Length;

    Console.WriteLine();
    foreach (XElement result in skipped)
    {
        string reason = result.Descendants().FirstOrDefault(e => e.Name.LocalName == "Message")?.Value
            ?? result.Descendants().FirstOrDefault(e => e.Name.LocalName == "StdOut")?.Value
            ?? "no reason was given";
        Console.WriteLine($"skipped {result.Attribute("testName")?.Value}: {reason.Trim()}");
    }

    if (exitCode != 0 && failed == 0)
    {
        Console.WriteLine("The test run broke off; the lines above say why. This counts as one failure.");
        failed = 1;
    }
    else if (results.Length == 0)
    {
        Console.WriteLine("No test was run: none is there, or the filter fits none.");
    }

    Console.WriteLine($"{passed} passed, {failed} failed" + (skipped.Length > 0 ? $", {skipped.Length} skipped" : ""));
    return failed > 0 || results.Length == 0 ? 1 : 0;
}

// A data-driven test may hold its rows as inner results: then the rows count, not the test.
static bool IsSingleResult(XElement element) =>
    element.Name.LocalName == "UnitTestResult" && !element.Elements().Any(e => e.Name.LocalName == "InnerResults");

static int Run(string[] arguments)
{
    using Process process = Process.Start(new ProcessStartInfo("dotnet", arguments))!;
    process.WaitForExit();
    return process.ExitCode;
}
