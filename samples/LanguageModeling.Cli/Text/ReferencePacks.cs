using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace LanguageModeling.Cli.Text;

/// <summary>Finds the XML documentation files that come with every .NET SDK, in its <c>packs/*/ref</c> folders.</summary>
internal static class ReferencePacks
{
    /// <summary>The documentation files of the newest version of each reference pack, the runtime's own pack first.</summary>
    /// <returns>Paths in a fixed order; none when no .NET root on this machine has any.</returns>
    public static IReadOnlyList<string> FindDocumentation()
        => FindRoots().Distinct().Select(FindDocumentation).FirstOrDefault(files => files.Count > 0) ?? [];

    /// <summary>The documentation files below one .NET root.</summary>
    /// <param name="root">The folder that holds <c>packs</c>, <c>sdk</c> and <c>shared</c>.</param>
    internal static IReadOnlyList<string> FindDocumentation(string root)
    {
        string packs = Path.Combine(root, "packs");
        if (!Directory.Exists(packs))
        {
            return [];
        }

        return [.. Directory.GetDirectories(packs)
            .OrderBy(pack => Path.GetFileName(pack) != "Microsoft.NETCore.App.Ref")
            .ThenBy(Path.GetFileName, StringComparer.Ordinal)
            .SelectMany(FilesOfNewestVersion)];
    }

    private static IEnumerable<string> FilesOfNewestVersion(string pack)
        => Directory.GetDirectories(pack)
            .OrderByDescending(folder => Version.TryParse(Path.GetFileName(folder).Split('-')[0], out Version? version) ? version : new Version())
            .ThenByDescending(Path.GetFileName, StringComparer.Ordinal)
            .Select(version => Path.Combine(version, "ref"))
            .Where(Directory.Exists)
            .Take(1)
            .SelectMany(folder => Directory.GetFiles(folder, "*.xml", SearchOption.AllDirectories))
            .Order(StringComparer.Ordinal);

    private static IEnumerable<string> FindRoots()
    {
        // <root>/shared/Microsoft.NETCore.App/<version>/
        yield return Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        if (Environment.GetEnvironmentVariable("DOTNET_ROOT") is { Length: > 0 } root)
        {
            yield return Path.GetFullPath(root);
        }

        foreach (string sdks in ListSdkFolders())
        {
            yield return Path.GetFullPath(Path.Combine(sdks, ".."));
        }
    }

    // Lines such as "10.0.401 [/usr/share/dotnet/sdk]".
    private static IEnumerable<string> ListSdkFolders()
    {
        string output;
        try
        {
            var start = new ProcessStartInfo("dotnet", "--list-sdks") { RedirectStandardOutput = true, RedirectStandardError = true };
            using Process process = Process.Start(start)!;
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
        }
        catch (Win32Exception)
        {
            yield break; // no dotnet on the PATH
        }

        foreach (string line in output.Split('\n'))
        {
            int open = line.IndexOf('[', StringComparison.Ordinal);
            int close = line.LastIndexOf(']');
            if (open >= 0 && close > open)
            {
                yield return line[(open + 1)..close];
            }
        }
    }
}
