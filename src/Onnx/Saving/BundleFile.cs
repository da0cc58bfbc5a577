using System.Security.Cryptography;

namespace LanguageModeling.Saving;

/// <summary>A file of a model.</summary>
/// <param name="Name">Its path below the model's folder, with slashes.</param>
/// <param name="Size">Its length in bytes.</param>
/// <param name="Hash">SHA-256 of its content.</param>
/// <param name="Content">The content; null where only the reference is kept.</param>
internal sealed record BundleFile(string Name, long Size, byte[] Hash, byte[]? Content)
{
    /// <summary>Refers to a file on the disk.</summary>
    public static BundleFile Of(string name, string path)
    {
        using FileStream stream = File.OpenRead(path);
        return new BundleFile(name, stream.Length, SHA256.HashData(stream), null);
    }

    /// <summary>Holds a content.</summary>
    public static BundleFile WithContent(string name, byte[] content) => new(name, content.Length, SHA256.HashData(content), content);

    /// <summary>Whether a name from a file stays below the folder.</summary>
    public static bool IsSafe(string name)
        => name.Length > 0 && !Path.IsPathRooted(name) && !name.Contains('\\') && !name.Contains(':') && !name.Contains('\0')
            && name.Split('/').All(part => part is not ("" or "." or ".."));
}
