#!/usr/bin/env dotnet
#:property PublishAot=false

// Takes the files named in a list (eng/offline/OnnxRuntime/npm.txt explains the columns) out of npm packages and puts them into a folder.
// A package is fetched without running its install script, its sha256 is checked, and all but the listed files is deleted.
// Usage: dotnet run --file eng/collect-npm.cs -- LIST FOLDER

using System.ComponentModel;
using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

(string list, string folder) = (args[0], args[1]);
string system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
string machine = $"{system}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";

string[][] rows = [.. File.ReadLines(list).Where(line => line.Length > 0 && line[0] != '#')
    .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(row => row[2] == "any" || row[2] == machine)];
if (!rows.Any(row => row[2] == machine))
{
    return Fail($"{list} has no ONNX Runtime for {machine}. Restore from a source that has the real Microsoft.ML.OnnxRuntime.Gpu.");
}

foreach (IGrouping<string, string[]> package in rows.GroupBy(row => row[0]))
{
    Console.WriteLine($"Fetching {package.Key} from npm: more than 100 MB, of which a few files are kept …");
    string tarballFolder = Path.Combine(folder, "tarball");
    if (!TryPack(package.Key, tarballFolder, out string output))
    {
        return Fail(output);
    }

    string tarball = Directory.EnumerateFiles(tarballFolder, "*.tgz").Single();
    string hash = HashOf(tarball), expected = package.First()[1];
    if (hash != expected)
    {
        return Fail($"{package.Key} from npm has the sha256 {hash}, but {list} expects {expected}: it is not the package that was tried.");
    }

    foreach (string[] row in package.Where(row => Extract(tarball, row[3], row[4]) == 0))
    {
        return Fail($"{package.Key} has no {row[3]}, which {list} asks for.");
    }

    Directory.Delete(tarballFolder, recursive: true);
}

return 0;

static int Fail(string message)
{
    Console.WriteLine($"eng/collect-npm: {message}");
    return 1;
}

static string HashOf(string file)
{
    using FileStream bytes = File.OpenRead(file);
    return Convert.ToHexStringLower(SHA256.HashData(bytes));
}

static bool TryPack(string package, string into, out string output)
{
    Directory.CreateDirectory(into);
    string[] arguments = ["pack", package, "--ignore-scripts", "--silent", "--pack-destination", into, "--cache", Path.Combine(into, "cache")];
    ProcessStartInfo start = OperatingSystem.IsWindows() // There npm is a batch file.
        ? new("cmd", ["/c", "npm", .. arguments])
        : new("npm", arguments);
    start.RedirectStandardError = start.RedirectStandardOutput = true;
    try
    {
        using Process npm = Process.Start(start)!;
        Task<string> errors = npm.StandardError.ReadToEndAsync();
        output = npm.StandardOutput.ReadToEnd() + errors.Result;
        npm.WaitForExit();
        output = $"npm pack {package} failed with exit code {npm.ExitCode}. {output}";
        return npm.ExitCode == 0;
    }
    catch (Win32Exception)
    {
        output = "npm was not found. This machine's NuGet sources lack Microsoft.ML.OnnxRuntime.Gpu, and its stand-in is made from npm packages: "
            + "install Node.js with npm, or add a NuGet source that has the package.";
        return false;
    }
}

int Extract(string tarball, string from, string to)
{
    int count = 0;
    using var reader = new TarReader(new GZipStream(File.OpenRead(tarball), CompressionMode.Decompress));
    while (reader.GetNextEntry() is { } entry)
    {
        bool isMatch = from.EndsWith('/') ? entry.Name.StartsWith(from, StringComparison.Ordinal) : entry.Name == from;
        if (isMatch && entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile)
        {
            string path = Path.Combine(folder, to + (from.EndsWith('/') ? entry.Name[from.Length..] : ""));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            entry.ExtractToFile(path, overwrite: true);
            count++;
        }
    }

    return count;
}
