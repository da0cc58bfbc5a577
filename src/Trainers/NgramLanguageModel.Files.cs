using System.IO.Compression;
using LanguageModeling.Arpa;
using LanguageModeling.Files;
using LanguageModeling.Layouts;
using LanguageModeling.Tables;

namespace LanguageModeling;

/// <content>Reading and writing.</content>
public sealed partial class NgramLanguageModel
{
    private ModelReference? _reference; // to the file that is not saved with the model

    /// <summary>Reads a model from a file: this library's own form, or ARPA, plain or gzip; the first bytes decide.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file is neither, or damaged; the message says where and how.</exception>
    /// <exception cref="NotSupportedException">The file is an n-gram model of a kind that is not read, such as a KenLM binary.</exception>
    public static NgramLanguageModel Load(string path)
    {
        FileStream stream = OpenRead(path);
        Span<byte> start = stackalloc byte[NgramModelFile.Magic.Length];
        int got = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        stream.Position = 0;
        if (NgramModelFile.IsModel(start[..got]))
        {
            return NgramModelFile.Open(stream);
        }

        using (stream)
        {
            return LoadArpa(stream);
        }
    }

    /// <inheritdoc/>
    public static NgramLanguageModel Load(Stream stream) => NgramModelFile.Read(stream);

    /// <summary>
    /// Opens a model file that pipelines shall refer to instead of holding it, as is best for models beyond 1 GB: <see cref="Save(Stream)"/>
    /// then writes where the file is, its length and a hash. Loading that opens the file where it was, or one of the same name in the
    /// current folder, in no time, and refuses another model.
    /// </summary>
    /// <param name="path">A file in the fast or compact form. It must stay as it is.</param>
    /// <remarks>The hash is the SHA-256 of the header, which holds the checksums of all parts; <see cref="Verify"/> compares those with the parts.</remarks>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    /// <exception cref="NotSupportedException">The file is in another form.</exception>
    public static NgramLanguageModel LoadReferenced(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Referring(ModelReference.Open(path));
    }

    /// <summary>Reads a reference to a model file, and opens that.</summary>
    internal static NgramLanguageModel LoadReference(Stream stream) => Referring(ModelReference.Read(stream));

    /// <summary>Reads an ARPA file.</summary>
    /// <param name="path">The file, plain or gzip.</param>
    /// <param name="options">How generous to be; defaults when null.</param>
    /// <exception cref="InvalidDataException">The file is not ARPA, or damaged; the message names file and line.</exception>
    /// <exception cref="NotSupportedException">The file is an n-gram model of a kind that is not read, such as a KenLM binary.</exception>
    public static NgramLanguageModel LoadArpa(string path, ArpaReadingOptions? options = null)
    {
        using FileStream stream = OpenRead(path);
        return LoadArpa(stream, options);
    }

    /// <summary>Reads an ARPA file from a stream.</summary>
    /// <param name="stream">Plain or gzip; read to the end of the model at least, left open.</param>
    /// <param name="options">How generous to be; defaults when null.</param>
    /// <inheritdoc cref="LoadArpa(string, ArpaReadingOptions?)"/>
    public static NgramLanguageModel LoadArpa(Stream stream, ArpaReadingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        options ??= new ArpaReadingOptions();
        ArgumentNullException.ThrowIfNull(options.Form);
        options.Form.Validate();
        IModelBuilder? builder = null;
        (Vocabulary vocabulary, ArpaReport report) = ArpaFile.Read(
            stream,
            (stream as FileStream)?.Name ?? "ARPA data",
            options,
            () => builder = NgramModelFile.CreateBuilder(options.Form, NgramOrigin.Arpa));
        return new NgramLanguageModel(new Lazy<Vocabulary>(vocabulary), vocabulary.SpecialTokens, builder!.Finish(), NgramOrigin.Arpa, report);
    }

    /// <summary>Writes the model to a file in this library's own form. A crash leaves the old file or the new one, never a part.</summary>
    /// <param name="path">The file to make or replace.</param>
    public void Save(string path) => AtomicFile.Write(path, stream => NgramModelFile.Write(stream, this));

    /// <summary>Writes the model to a file in a form of this library. A crash leaves the old file or the new one, never a part.</summary>
    /// <param name="path">The file to make or replace.</param>
    /// <param name="options">The form. Models by maximum likelihood, add-k or stupid back-off keep their counts in a form of their own.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public void Save(string path, NgramFileOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        AtomicFile.Write(path, stream => NgramModelFile.Write(stream, this, options));
    }

    /// <summary>Writes the model; one that was opened by <see cref="LoadReferenced"/> as a reference to its file.</summary>
    /// <param name="stream">Written from its current position; left open.</param>
    public void Save(Stream stream)
    {
        if (_reference is { } reference)
        {
            reference.Write(stream);
        }
        else
        {
            NgramModelFile.Write(stream, this);
        }
    }

    /// <summary>
    /// Checks everything that opening a large file leaves unchecked, because it would take reading all of it: the checksums, the numbers, and
    /// that the n-grams hold together. Whatever a file holds, queries stay inside it, but those of a damaged one mean nothing.
    /// </summary>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="InvalidDataException">The file is damaged; the message says where.</exception>
    public void Verify(CancellationToken cancellationToken = default)
    {
        _ = Vocabulary;
        (Tables as LayoutTables)?.Verify(cancellationToken);
    }

    /// <summary>Writes an ARPA file, as KenLM's lmplz would. A crash leaves the old file or the new one, never a part.</summary>
    /// <param name="path">The file to make or replace; packed with gzip when its name ends in ".gz".</param>
    /// <remarks>
    /// A probability of 0 is written as "-inf", also as a back-off weight, where maximum likelihood has many; KenLM does not read those.
    /// Splitter, lower case and smoothing are not kept.
    /// </remarks>
    /// <exception cref="NotSupportedException">
    /// The smoothing has no exact form as an ARPA file (add-k above order 1, stupid back-off), or a token holds white space.
    /// </exception>
    public void SaveArpa(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.Write(path, stream =>
        {
            if (path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
            {
                using var packed = new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true);
                SaveArpa(packed);
            }
            else
            {
                SaveArpa(stream);
            }
        });
    }

    /// <summary>Writes ARPA text to a stream; see the form that takes a path.</summary>
    /// <param name="stream">Receives the text; left open.</param>
    /// <inheritdoc cref="SaveArpa(string)"/>
    public void SaveArpa(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        NgramStream.Copy(Tables is CountTables counts ? counts.ToBackoffTables() : Tables, Vocabulary, new ArpaSink(stream));
    }

    private static NgramLanguageModel Referring((ModelReference Reference, NgramLanguageModel Model) opened)
    {
        opened.Model._reference = opened.Reference;
        return opened.Model;
    }

    private static FileStream OpenRead(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
    }
}
