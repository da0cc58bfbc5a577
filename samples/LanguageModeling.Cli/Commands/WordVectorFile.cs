using System.CommandLine;
using System.Text;

namespace LanguageModeling.Cli.Commands;

/// <summary>Word vectors in every form that <c>lm</c> reads and writes.</summary>
internal static class WordVectorFile
{
    /// <summary>Which name gives which form.</summary>
    public const string Endings = "The name tells the form: .txt (word2vec text), .bin (word2vec binary), .vec (fastText), .glove, .mapped (opened without being read), or else the library's own.";

    private const string Own = "own";
    private const string Mapped = "mapped";

    /// <summary>Names of formats on the command line; null for the library's own two.</summary>
    public static readonly Dictionary<string, WordVectorFormat?> Formats = new(StringComparer.Ordinal)
    {
        ["word2vec-text"] = WordVectorFormat.Word2VecText,
        ["word2vec-binary"] = WordVectorFormat.Word2VecBinary,
        ["gensim-text"] = WordVectorFormat.GensimText,
        ["gensim-binary"] = WordVectorFormat.GensimBinary,
        ["fasttext"] = WordVectorFormat.FastText,
        ["glove"] = WordVectorFormat.Glove,
        [Own] = null,
        [Mapped] = null,
    };

    /// <summary>The argument that names a file of vectors.</summary>
    public static Argument<string> CreateArgument() => new("FILE") { Description = "Vectors of word2vec, gensim, fastText, GloVe or lm." };

    /// <summary>Reads vectors; the first bytes decide.</summary>
    /// <param name="path">Vectors or a word2vec model of this library, or a file of word2vec, gensim, fastText or GloVe.</param>
    /// <param name="options">How to read foreign files.</param>
    public static WordVectors Load(string path, WordVectorReadingOptions? options = null)
    {
        InputText.RequireFile(path);
        try
        {
            byte[] start = ReadStart(path);
            return start.AsSpan().SequenceEqual("LMVECTOR"u8) ? WordVectors.Load(path)
                : start.AsSpan().SequenceEqual("LMVECMAP"u8) ? WordVectors.Map(path)
                : start.AsSpan().SequenceEqual("LMWORD2V"u8) ? Word2VecModel.Load(path).Vectors
                : WordVectors.Import(path, options);
        }
        catch (InvalidDataException e) when (!e.Message.Contains(path, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>Reads a whole model.</summary>
    public static Word2VecModel LoadModel(string path)
    {
        InputText.RequireFile(path);
        try
        {
            return Word2VecModel.Load(path);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{e.Message} Models are written by: lm word2vec train --save-model", e);
        }
    }

    /// <summary>Refuses what <see cref="Save"/> could not write; called before long work.</summary>
    public static void RequireOutput(string path)
    {
        if (Path.GetExtension(path).Equals(".gz", StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException($"{path}: word vectors are written plain, and its name asks for gzip. Leave .gz out, and pack the file afterwards.");
        }

        OutputFile.Require(path);
    }

    /// <summary>Writes vectors in the form that the name or a format tells.</summary>
    public static void Save(WordVectors vectors, string path, string? format = null, Encoding? encoding = null)
    {
        RequireOutput(path);
        format ??= Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".TXT" => "word2vec-text",
            ".BIN" => "word2vec-binary",
            ".VEC" => "fasttext",
            ".GLOVE" => "glove",
            ".MAPPED" => Mapped,
            _ => Own,
        };
        if (Formats[format] is { } foreign)
        {
            vectors.Export(path, foreign, encoding);
        }
        else if (format == Mapped)
        {
            vectors.SaveMapped(path);
        }
        else
        {
            vectors.Save(path);
        }
    }

    private static byte[] ReadStart(string path)
    {
        using FileStream stream = File.OpenRead(path);
        var start = new byte[8];
        return start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
    }
}
