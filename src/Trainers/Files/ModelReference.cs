using System.Security.Cryptography;

namespace LanguageModeling.Files;

/// <summary>
/// A model file that another file refers to: where it is, how long it is, and a hash of its header, which holds the checksums of all its parts.
/// </summary>
/// <param name="FilePath">The whole path.</param>
/// <param name="Length">Bytes of the file.</param>
/// <param name="Hash">SHA-256 of its header.</param>
internal sealed record ModelReference(string FilePath, long Length, byte[] Hash)
{
    private const int FormatVersion = 1;

    /// <summary>First bytes of every reference.</summary>
    public static ReadOnlySpan<byte> Magic => "LMNGREF\0"u8;

    /// <summary>Refers to a file, which is opened.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    /// <exception cref="NotSupportedException">It is no file that is used as it lies.</exception>
    public static (ModelReference Reference, NgramLanguageModel Model) Open(string path)
    {
        path = Path.GetFullPath(path);
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        try
        {
            if (!NgramModelFile.IsImage(file))
            {
                throw new NotSupportedException(
                    $"{path}: only models in the fast or compact form can be referred to. Make one of it, for instance with \"lm ngram convert\", or load it as usual.");
            }

            var reference = new ModelReference(path, file.Length, SHA256.HashData(ModelImage.ReadHeader(file)));
            return (reference, NgramModelFile.Open(file));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads a reference, and opens the file where it was, or the one of the same name in the current folder.</summary>
    /// <exception cref="InvalidDataException">The reference is damaged, or the file is not there or has changed.</exception>
    public static (ModelReference Reference, NgramLanguageModel Model) Read(Stream stream)
    {
        var reader = new BinaryModelReader(stream, Magic, FormatVersion, "reference to an n-gram model");
        string path = reader.ReadString();
        var wanted = new ModelReference(path, reader.ReadInt64(), reader.ReadAll<byte>(SHA256.HashSizeInBytes));
        reader.Complete();
        string found = File.Exists(path) ? path : Path.GetFileName(path);
        if (!File.Exists(found))
        {
            throw wanted.Changed("is not there");
        }

        if (new FileInfo(found).Length is var length && length != wanted.Length)
        {
            throw wanted.Changed($"has {length} bytes instead of {wanted.Length}");
        }

        (ModelReference reference, NgramLanguageModel model) = Open(found);
        return reference.Hash.AsSpan().SequenceEqual(wanted.Hash) ? (reference, model) : throw wanted.Changed("is another one (another SHA-256)");
    }

    /// <summary>Writes the reference.</summary>
    public void Write(Stream stream)
    {
        var writer = new BinaryModelWriter(stream, Magic, FormatVersion);
        writer.Write(FilePath);
        writer.Write(Length);
        writer.WriteAll<byte>(Hash);
        writer.Complete();
    }

    private InvalidDataException Changed(string how)
        => new($"The saved model refers to the n-gram model {FilePath}, which {how}. Put it back as it was, or a copy into the current folder, or save the pipeline with the one that is there.");
}
