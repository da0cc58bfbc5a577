namespace LanguageModeling.Devices;

/// <summary>Looks for other versions of a library that is missing, where the system's loader looks.</summary>
internal static class LibraryVersions
{
    private static readonly string[] LinuxFolders =
    [
        "/usr/lib/x86_64-linux-gnu", "/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib", "/lib64", "/lib", "/usr/local/lib",
        "/usr/local/cuda/lib64",
    ];

    /// <summary>Says which version is wanted and which are there.</summary>
    /// <param name="wanted">File name of the missing library, such as <c>libcublasLt.so.13</c> or <c>cublasLt64_13.dll</c>.</param>
    public static string Describe(string wanted) => Describe(wanted, Folders());

    /// <summary>As the other, in given folders.</summary>
    public static string Describe(string wanted, IEnumerable<string> folders)
    {
        string[] found = [.. folders.Distinct().Where(Directory.Exists).SelectMany(folder => Files(folder, PatternOf(wanted))).Take(4)];
        return found.Length == 0
            ? $"{wanted} is missing, and no other version of it was found."
            : $"{wanted} is missing; found instead: {string.Join(", ", found)}.";
    }

    // libcublasLt.so.13 → libcublasLt.so*; cublasLt64_13.dll → cublasLt64_*.dll
    private static string PatternOf(string wanted)
    {
        int so = wanted.IndexOf(".so", StringComparison.Ordinal);
        int number = wanted.LastIndexOf('_');
        return so >= 0 ? $"{wanted[..so]}.so*" : number >= 0 ? $"{wanted[..(number + 1)]}*.dll" : wanted;
    }

    private static IEnumerable<string> Folders()
    {
        char separator = Path.PathSeparator;
        string path = Environment.GetEnvironmentVariable(OperatingSystem.IsWindows() ? "PATH" : "LD_LIBRARY_PATH") ?? "";
        IEnumerable<string> cuda = Directory.Exists("/usr/local") && !OperatingSystem.IsWindows()
            ? Directory.EnumerateDirectories("/usr/local", "cuda-*").Select(folder => Path.Combine(folder, "lib64"))
            : [];
        return [.. path.Split(separator, StringSplitOptions.RemoveEmptyEntries), .. OperatingSystem.IsWindows() ? [] : LinuxFolders, .. cuda, AppContext.BaseDirectory];
    }

    private static string[] Files(string folder, string pattern)
    {
        try
        {
            return Directory.GetFiles(folder, pattern);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return []; // a folder of the search path that nobody may read holds nothing to load
        }
    }
}
