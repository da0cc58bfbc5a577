#!/usr/bin/env dotnet
#:property PublishAot=false

// Restores LanguageModeling.sln. Only when Microsoft.ML, its DataView, its Tokenizers or ONNX Runtime cannot be had in the pinned
// version, builds stand-ins of these packages from eng/offline and restores again. Run it by eng/restore.sh or eng/restore.ps1.
//
// A stand-in carries the pinned version plus a fourth component, made from the hash of its sources: 5.0.0 becomes 5.0.0.N. NuGet takes
// the real 5.0.0 where a source has it, else 5.0.0.N, and says so (NU1603). eng/offline/feed is a fallback folder of nuget.config:
// NuGet uses what lies there in place, so no stand-in reaches the machine's own package folder, where a stale one would win over a
// newer one. Built stand-ins are kept in the user's cache folder, so that a second clone neither downloads nor builds.

using System.Diagnostics;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

const string Solution = "LanguageModeling.sln";
const string OfflineFolder = "eng/offline";
const string FeedFolder = "eng/offline/feed";

List<string> restoreArguments = [.. args];
bool wantsCuda = restoreArguments.Remove("--cuda") || Environment.GetEnvironmentVariable("LANGUAGEMODELING_CUDA") == "1";

try
{
    StandIn[] standIns =
    [
        Describe("Microsoft.ML", ["Microsoft.ML.DataView", "Microsoft.ML"],
            ["Microsoft.ML.DataView", "Microsoft.ML.Core", "Microsoft.ML.Data", "Microsoft.ML.Transforms", "Microsoft.ML"]),
        Describe("Microsoft.ML.Tokenizers", ["Microsoft.ML.Tokenizers"], ["Microsoft.ML.Tokenizers"]),
        DescribeOnnxRuntime(wantsCuda),
    ];
    RemoveOtherVersions(standIns);

    RestoreOutcome outcome = Restore(standIns, restoreArguments);
    for (bool isForced = false; outcome.IsCurable; isForced = true)
    {
        // One round may hide what the next needs. What is in the feed, and was looked for there, cannot be cured.
        StandIn[] needed = [.. standIns.Where(s => outcome.MissingIds.Overlaps(s.Ids) && !s.IsIn(FeedFolder))];
        if (!DropStaleStandIns(standIns) && needed.Length == 0 && isForced)
        {
            break;
        }

        Console.WriteLine($"Not in this machine's package sources in the pinned version: {string.Join(", ", outcome.MissingIds.Order())}.");
        foreach (StandIn standIn in needed)
        {
            Provide(standIn);
        }

        outcome = Restore(standIns, [.. restoreArguments, "--force"]);
    }

    foreach (string line in outcome.HeldLines.DistinctBy(line => line[(line.IndexOf(" : ", StringComparison.Ordinal) + 1)..]))
    {
        Console.WriteLine(line); // Once, not once a project.
    }

    if (outcome.ExitCode != 0)
    {
        throw new SetupException($"dotnet restore {Solution} failed; the lines above say why.");
    }

    string replaced = string.Join(", ", outcome.MissingIds.Union(outcome.OtherSubstitutes).Order());
    if (replaced.Length > 0)
    {
        throw new SetupException(
            $"NuGet replaced {replaced} by another version (NU1603 above). "
            + "Only the stand-ins of eng/offline may do that: correct the version in Directory.Packages.props, or the package source.");
    }

    string used = string.Join(", ", UsedStandIns(standIns));
    Console.WriteLine(used.Length == 0
        ? "Restored. Every package is the real one, none is a stand-in."
        : $"Restored. Stand-ins from {OfflineFolder} (NU1603): {used}. Every other package is the real one.");
    return 0;
}
catch (SetupException problem)
{
    Console.Error.WriteLine($"eng/restore: {problem.Message}");
    return 1;
}

// What stands in for what, and under which version.

static StandIn Describe(string pinnedId, string[] ids, string[] sourceFolders)
{
    List<string> files = [$"{OfflineFolder}/Directory.Build.props", $"{OfflineFolder}/Directory.Packages.props", $"{OfflineFolder}/PublicKey.snk"];
    foreach (string folder in sourceFolders.Select(folder => $"{OfflineFolder}/{folder}").Where(Directory.Exists))
    {
        files.AddRange(Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories));
    }

    string hash = HashOf(files, "");
    string[] projects = [.. ids.Select(id => $"{OfflineFolder}/{id}/{id}.csproj")];
    return new StandIn(ids, $"{PinnedVersion(pinnedId)}.{Revision(hash)}", hash, projects, null);
}

static StandIn DescribeOnnxRuntime(bool wantsCuda)
{
    StandIn plain = Create("npm.txt");
    StandIn cuda = Create("npm-cuda.txt");
    return wantsCuda || cuda.IsIn(FeedFolder) ? cuda : plain; // Once asked for, CUDA stays until the feed is emptied.

    static StandIn Create(string list)
    {
        string folder = $"{OfflineFolder}/OnnxRuntime";
        string[] projects = [$"{folder}/Managed/Microsoft.ML.OnnxRuntime.Managed.csproj", $"{folder}/Gpu/Microsoft.ML.OnnxRuntime.Gpu.csproj"];
        string hash = HashOf([$"{OfflineFolder}/Directory.Build.props", .. projects, $"{folder}/Managed/PublicKey.snk", $"{folder}/{list}"], RuntimeInformation.OSArchitecture.ToString());
        return new StandIn(["Microsoft.ML.OnnxRuntime.Managed", "Microsoft.ML.OnnxRuntime.Gpu"],
            $"{PinnedVersion("Microsoft.ML.OnnxRuntime.Gpu")}.{Revision(hash)}", hash, projects, $"{folder}/{list}");
    }
}

static string PinnedVersion(string id) =>
    XDocument.Load("Directory.Packages.props").Descendants("PackageVersion")
        .FirstOrDefault(e => (string?)e.Attribute("Include") == id)?.Attribute("Version")?.Value
    ?? throw new SetupException($"Directory.Packages.props pins no version of {id}.");

static string HashOf(IEnumerable<string> files, string salt)
{
    using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    hash.AppendData(System.Text.Encoding.UTF8.GetBytes(salt));
    IEnumerable<string> sources = files.Select(file => file.Replace('\\', '/')).Where(File.Exists)
        .Where(file => !file.Contains("/bin/", StringComparison.Ordinal) && !file.Contains("/obj/", StringComparison.Ordinal));
    foreach (string file in sources.Order(StringComparer.Ordinal))
    {
        hash.AppendData(System.Text.Encoding.UTF8.GetBytes(file + "\n"));
        hash.AppendData(SHA256.HashData(File.ReadAllBytes(file)));
    }

    return Convert.ToHexStringLower(hash.GetHashAndReset());
}

// A version component is at most 2^31 - 1: one more than the first 30 bits of the hash.
static int Revision(string hash) => 1 + (int)(Convert.ToUInt32(hash[..8], 16) >> 2);

// Restoring, and reading what NuGet said.

static RestoreOutcome Restore(StandIn[] standIns, List<string> arguments)
{
    Console.WriteLine($"Restoring {Solution} …");
    Dictionary<string, string> known = standIns.SelectMany(s => s.Ids, (s, id) => (id, s.Version)).ToDictionary();
    HashSet<string> missing = [], others = [];
    List<string> held = [];
    bool isCurable = true;
    int exitCode = Run("dotnet", ["restore", Solution, "-tl:off", "-v", "minimal", .. arguments], line =>
    {
        Match missed = Regex.Match(line, @"error NU110[123]:.*? package (?<id>[\w.-]*\w)");
        Match replaced = Regex.Match(line, @"NU1603: .*? (?<id>[\w.-]*\w) (?<version>\S+) was resolved instead");
        if (missed.Success && known.ContainsKey(missed.Groups["id"].Value))
        {
            missing.Add(missed.Groups["id"].Value);
            held.Add(line);
        }
        else if (replaced.Success)
        {
            string id = replaced.Groups["id"].Value;
            if (known.GetValueOrDefault(id) == replaced.Groups["version"].Value)
            {
                return; // A stand-in: the last line of this program names it.
            }

            held.Add(line);
            if (known.ContainsKey(id))
            {
                missing.Add(id);
            }
            else if (!Regex.IsMatch(line, @"NU1603: \S+ \S+ depends on "))
            {
                others.Add(id); // Pinned by a project, which has no version here; what a package needs and a source lacks is between these two.
            }
        }
        else if (line.Contains("Failed to restore", StringComparison.Ordinal) || Regex.IsMatch(line, @"error NU1102:\s+- "))
        {
            held.Add(line); // Details of an error that is printed or held itself.
        }
        else
        {
            isCurable &= !Regex.IsMatch(line, @"\berror [A-Z]+\d+:");
            Console.WriteLine(line);
        }
    });
    return new RestoreOutcome(exitCode, isCurable && missing.Count > 0, missing, others, held);
}

static IEnumerable<(string Id, string Version, string[] Folders)> RestoredPackages()
{
    string[] rooms = ["src", "test", "samples", "benchmarks"];
    foreach (string room in rooms.Where(Directory.Exists))
    {
        foreach (string file in Directory.EnumerateFiles(room, "project.assets.json", SearchOption.AllDirectories))
        {
            using JsonDocument assets = JsonDocument.Parse(File.ReadAllBytes(file));
            string[] folders = [.. assets.RootElement.GetProperty("packageFolders").EnumerateObject().Select(p => p.Name)];
            foreach (JsonProperty library in assets.RootElement.GetProperty("libraries").EnumerateObject())
            {
                string[] parts = library.Name.Split('/');
                yield return (parts[0], parts[1], folders);
            }
        }
    }
}

static IEnumerable<string> UsedStandIns(StandIn[] standIns) =>
    RestoredPackages().Where(package => standIns.Any(s => s.Ids.Contains(package.Id) && s.Version == package.Version))
        .Select(package => $"{package.Id} {package.Version}").Distinct().Order(StringComparer.Ordinal);

// Something else may have put a stand-in of other sources into the machine's package folder; there it would be taken for good.
static bool DropStaleStandIns(StandIn[] standIns)
{
    bool any = false;
    foreach ((string id, string version, string[] folders) in RestoredPackages().ToList())
    {
        if (standIns.Any(s => s.Ids.Contains(id) && s.Version != version) && version.Count(c => c == '.') == 3)
        {
            foreach (string folder in folders.Select(f => Path.Combine(f, id.ToLowerInvariant(), version)).Where(Directory.Exists))
            {
                Console.WriteLine($"Removing {id} {version}, a stand-in of other sources, from {Path.GetDirectoryName(folder)}.");
                Directory.Delete(folder, recursive: true);
                any = true;
            }
        }
    }

    return any;
}

// The feed and the cache, both in NuGet's layout: lower-case id / version / what the package holds.

static void RemoveOtherVersions(StandIn[] standIns)
{
    foreach (StandIn standIn in standIns)
    {
        foreach (string folder in standIn.Ids.Select(id => $"{FeedFolder}/{id.ToLowerInvariant()}").Where(Directory.Exists))
        {
            foreach (string version in Directory.EnumerateDirectories(folder).Where(v => Path.GetFileName(v) != standIn.Version))
            {
                Directory.Delete(version, recursive: true);
            }
        }
    }
}

static void Provide(StandIn standIn)
{
    string cached = Path.Combine(CacheFolder(), standIn.Hash);
    if (!Directory.Exists(cached))
    {
        Build(standIn, cached);
    }

    foreach (string id in standIn.Ids.Select(id => id.ToLowerInvariant()))
    {
        string from = Path.Combine(cached, id, standIn.Version), to = $"{FeedFolder}/{id}/{standIn.Version}", draft = $"{to}.draft";
        if (Directory.Exists(to))
        {
            continue;
        }

        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(draft, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy, overwrite: true);
        }

        Directory.Move(draft, to);
    }
}

static string CacheFolder()
{
    string? caches = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
    if (string.IsNullOrEmpty(caches))
    {
        caches = OperatingSystem.IsWindows()
            ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
    }

    return Path.Combine(caches, "languagemodeling", "standins");
}

static void Build(StandIn standIn, string cached)
{
    string draft = $"{cached}.{Environment.ProcessId}";
    try
    {
        string[] arguments = [$"-p:StandInVersion={standIn.Version}", "-c", "Release", "-v", "quiet", "--nologo", "-tl:off", "-o", $"{draft}/packed"];
        if (standIn.NpmList is not null)
        {
            if (Run("dotnet", ["run", "--file", "eng/collect-npm.cs", "--", standIn.NpmList, $"{draft}/npm"], Console.WriteLine) != 0)
            {
                throw new SetupException("the stand-in of ONNX Runtime could not be made; the lines above say why.");
            }

            arguments = [.. arguments, $"-p:NpmFolder={draft}/npm"];
        }

        foreach (string project in standIn.Projects)
        {
            Console.WriteLine($"Building a stand-in: {Path.GetFileNameWithoutExtension(project)} {standIn.Version} …");
            if (!File.Exists(project))
            {
                throw new SetupException($"There is no {project}: this clone is incomplete.");
            }

            List<string> output = [];
            if (Run("dotnet", ["pack", project, .. arguments], output.Add) != 0)
            {
                output.ForEach(Console.WriteLine);
                throw new SetupException($"dotnet pack {project} failed; the lines above say why.");
            }
        }

        foreach (string id in standIn.Ids)
        {
            Unpack($"{draft}/packed/{id}.{standIn.Version}.nupkg", $"{draft}/layout/{id.ToLowerInvariant()}/{standIn.Version}", id, standIn.Version);
        }

        try
        {
            Directory.Move($"{draft}/layout", cached);
        }
        catch (IOException) when (Directory.Exists(cached))
        {
            // Another clone finished the same build first.
        }
    }
    finally
    {
        if (Directory.Exists(draft))
        {
            Directory.Delete(draft, recursive: true);
        }
    }
}

static void Unpack(string nupkg, string folder, string id, string version)
{
    ZipFile.ExtractToDirectory(nupkg, folder);
    string name = $"{id}.{version}.nupkg".ToLowerInvariant();
    File.Copy(nupkg, $"{folder}/{name}");
    File.Move($"{folder}/{id}.nuspec", $"{folder}/{id.ToLowerInvariant()}.nuspec.lower");
    File.Move($"{folder}/{id.ToLowerInvariant()}.nuspec.lower", $"{folder}/{id.ToLowerInvariant()}.nuspec");
    string hash = Convert.ToBase64String(SHA512.HashData(File.ReadAllBytes(nupkg)));
    File.WriteAllText($"{folder}/{name}.sha512", hash);
    File.WriteAllText($"{folder}/.nupkg.metadata", $$"""{ "version": 2, "contentHash": "{{hash}}", "source": null }""");
}

// Runs a program to its end and hands over each line of its output.
static int Run(string program, string[] arguments, Action<string> onLine)
{
    var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
    start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en"; // Its lines are read by pattern.
    using Process process = new() { StartInfo = start };
    void Hand(object _, DataReceivedEventArgs received)
    {
        if (received.Data is not null)
        {
            lock (process)
            {
                onLine(received.Data);
            }
        }
    }

    process.OutputDataReceived += Hand;
    process.ErrorDataReceived += Hand;
    process.Start();
    process.BeginOutputReadLine();
    process.BeginErrorReadLine();
    process.WaitForExit();
    return process.ExitCode;
}

/// <summary>One group of packages that are built together and share one version.</summary>
internal sealed record StandIn(string[] Ids, string Version, string Hash, string[] Projects, string? NpmList)
{
    public bool IsIn(string feed) => Ids.All(id => Directory.Exists($"{feed}/{id.ToLowerInvariant()}/{Version}"));
}

/// <summary>What one run of dotnet restore said. Missing is what a stand-in can replace. Held lines were not printed: they matter only if nothing cures them.</summary>
internal sealed record RestoreOutcome(int ExitCode, bool IsCurable, HashSet<string> MissingIds, HashSet<string> OtherSubstitutes, List<string> HeldLines);

internal sealed class SetupException(string message) : Exception(message);
