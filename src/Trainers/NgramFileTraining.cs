using System.IO.Compression;
using LanguageModeling.Arpa;
using LanguageModeling.Counting;
using LanguageModeling.DiskEstimation;
using LanguageModeling.Estimation;
using LanguageModeling.Files;
using LanguageModeling.Records;

namespace LanguageModeling;

/// <summary>
/// Trains n-gram models from files to files, without a model in memory in between: text to ARPA or to this library's own form, text to
/// counts, counts of several texts to one, counts to a model.
/// </summary>
/// <remarks>
/// Files appear whole or not at all. Text is one sentence a line, UTF-8, plain or gzip, as for <see cref="NgramLanguageModel.TrainFromText(IEnumerable{string}, NgramOptions?, TextReadingOptions?)"/>.
/// Counts hold the N-grams of a text, nothing pruned, with the vocabulary: many machines can count a part of a text each. The model of the merged
/// counts is that of the whole text, to the bit, when the parts are merged in their order and each ends with a line feed.
/// </remarks>
public static class NgramFileTraining
{
    /// <summary>Trains on text files, as if they were one.</summary>
    /// <param name="textPaths">The text.</param>
    /// <param name="files">What to write.</param>
    /// <param name="options">Settings; defaults when null.</param>
    /// <param name="reading">How to read text; defaults when null.</param>
    /// <returns>Number of n-grams of each order from 1 to N.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="InvalidDataException">A file is not UTF-8 text or holds a special token, or the text is too small for the smoothing.</exception>
    public static IReadOnlyList<long> Train(
        IEnumerable<string> textPaths, NgramTrainingFiles files, NgramOptions? options = null, TextReadingOptions? reading = null)
    {
        ArgumentNullException.ThrowIfNull(textPaths);
        return Train(text => ReadAll(textPaths, text), files, options, reading);
    }

    /// <summary>Trains on a text that comes as a stream, such as standard input.</summary>
    /// <param name="text">Read to its end, left open.</param>
    /// <param name="files">What to write.</param>
    /// <param name="options">Settings; defaults when null.</param>
    /// <param name="reading">How to read text; defaults when null.</param>
    /// <inheritdoc cref="Train(IEnumerable{string}, NgramTrainingFiles, NgramOptions?, TextReadingOptions?)"/>
    public static IReadOnlyList<long> Train(Stream text, NgramTrainingFiles files, NgramOptions? options = null, TextReadingOptions? reading = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Train(reader => reader.Read(text, NameOf(text)), files, options, reading);
    }

    /// <summary>Trains a modified Kneser-Ney model on counts that <c>Count</c> or <c>Merge</c> wrote.</summary>
    /// <param name="countPaths">The counts, of parts of the text.</param>
    /// <param name="files">What to write.</param>
    /// <param name="options">Settings; their order must be that of the counts. Defaults, with the order of the counts, when null.</param>
    /// <returns>Number of n-grams of each order from 1 to N.</returns>
    /// <exception cref="ArgumentException">The order or the smoothing is another one.</exception>
    /// <exception cref="InvalidDataException">A file holds no counts or is damaged, or the text was too small for the smoothing.</exception>
    public static IReadOnlyList<long> TrainFromCounts(IEnumerable<string> countPaths, NgramTrainingFiles files, NgramOptions? options = null)
    {
        using var counts = CountFiles.Open(countPaths, options?.Order);
        options ??= new NgramOptions { Order = counts.Order };
        options.Validate();
        if (options.Smoothing != NgramSmoothing.ModifiedKneserNey)
        {
            throw new ArgumentException($"Counts serve ModifiedKneserNey; {options.Smoothing} needs the text. Train on the text, or choose ModifiedKneserNey.", nameof(options));
        }

        using var training = new KneserNeyTraining(options);
        CountedText text = counts.Merge(training, options.CancellationToken);
        return Write(files, options, sink => training.TrainFromCounts(text, sink));
    }

    /// <summary>Counts text files, as if they were one.</summary>
    /// <param name="textPaths">The text.</param>
    /// <param name="countPath">The file of counts to make or replace.</param>
    /// <param name="options">Order, splitter, memory; what belongs to smoothing is not looked at. Defaults when null.</param>
    /// <param name="reading">How to read text; defaults when null.</param>
    /// <returns>Number of different N-grams.</returns>
    /// <exception cref="InvalidDataException">A file is not UTF-8 text or holds a special token.</exception>
    public static long Count(IEnumerable<string> textPaths, string countPath, NgramOptions? options = null, TextReadingOptions? reading = null)
    {
        ArgumentNullException.ThrowIfNull(textPaths);
        return Count(text => ReadAll(textPaths, text), countPath, options, reading);
    }

    /// <summary>Counts a text that comes as a stream, such as standard input.</summary>
    /// <param name="text">Read to its end, left open.</param>
    /// <param name="countPath">The file of counts to make or replace.</param>
    /// <param name="options">Order, splitter, memory; what belongs to smoothing is not looked at. Defaults when null.</param>
    /// <param name="reading">How to read text; defaults when null.</param>
    /// <inheritdoc cref="Count(IEnumerable{string}, string, NgramOptions?, TextReadingOptions?)"/>
    public static long Count(Stream text, string countPath, NgramOptions? options = null, TextReadingOptions? reading = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Count(reader => reader.Read(text, NameOf(text)), countPath, options, reading);
    }

    /// <summary>Merges counts of parts of a text to those of the whole.</summary>
    /// <param name="countPaths">The counts, in the order of the parts.</param>
    /// <param name="countPath">The file of counts to make or replace.</param>
    /// <param name="options">Memory, folder for temporary files, cancellation; defaults when null.</param>
    /// <returns>Number of different N-grams.</returns>
    /// <exception cref="InvalidDataException">A file holds no counts or is damaged, or the files have different orders.</exception>
    public static long Merge(IEnumerable<string> countPaths, string countPath, NgramOptions? options = null)
    {
        using var counts = CountFiles.Open(countPaths, order: null);
        options = (options ?? new NgramOptions()) with { Order = counts.Order, PruningThresholds = [] };
        options.Validate();
        using var training = new KneserNeyTraining(options);
        return CountFiles.Write(countPath, counts.Merge(training, options.CancellationToken), options.CancellationToken);
    }

    private static long Count(Action<ITextReader> read, string countPath, NgramOptions? options, TextReadingOptions? reading)
    {
        options ??= new NgramOptions();
        options.Validate();
        using var training = new KneserNeyTraining(options);
        return CountFiles.Write(countPath, training.Count(read, reading ?? new TextReadingOptions()), options.CancellationToken);
    }

    private static IReadOnlyList<long> Train(Action<ITextReader> read, NgramTrainingFiles files, NgramOptions? options, TextReadingOptions? reading)
    {
        options ??= new NgramOptions();
        options.Validate();
        reading ??= new TextReadingOptions();
        if (options.Smoothing == NgramSmoothing.ModifiedKneserNey)
        {
            using var training = new KneserNeyTraining(options);
            return Write(files, options, sink => training.TrainFromText(read, reading, sink));
        }

        Require(files);
        if (files.ModelPath is not null && files.ModelOptions != new NgramFileOptions() && KeepsCounts(options.Smoothing))
        {
            throw new ArgumentException($"{options.Smoothing} smoothing keeps counts, which are written in one form only. Leave ModelOptions out, or choose another smoothing.", nameof(files));
        }

        NgramLanguageModel model = NgramTraining.TrainFromText(read, options, reading);
        if (files.ModelPath is { } path)
        {
            model.Save(path, files.ModelOptions);
        }

        if (files.ArpaPath is { } arpa)
        {
            model.SaveArpa(arpa);
        }

        return model.NgramCounts;
    }

    private static bool KeepsCounts(NgramSmoothing smoothing) => smoothing is NgramSmoothing.MaximumLikelihood or NgramSmoothing.AddK or NgramSmoothing.StupidBackoff;

    private static IReadOnlyList<long> Write(NgramTrainingFiles files, NgramOptions options, Action<INgramSink> train)
    {
        Require(files);
        using var temporary = new TemporaryFiles(options.TemporaryFolder);
        using NgramSpool? spool = files.ModelPath is null ? null : new NgramSpool(temporary);
        if (files.ArpaPath is not { } arpa)
        {
            return Run([spool!]);
        }

        IReadOnlyList<long> counts = [];
        AtomicFile.Write(arpa, stream =>
        {
            using Stream? packed = arpa.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true) : null;
            var text = new ArpaSink(packed ?? stream);
            counts = Run(spool is null ? [text] : [text, spool]); // the text refuses words that no ARPA file holds, so it is asked first
        });
        return counts;

        IReadOnlyList<long> Run(INgramSink[] sinks)
        {
            var all = new CountedSinks(sinks);
            train(all);
            spool?.Give(NgramModelFile.CreateSink(files.ModelPath!, files.ModelOptions, new NgramOrigin(options.Splitter, options.Lowercase, options.Smoothing)), options);
            return all.Counts;
        }
    }

    /// <summary>Refuses what would come to light only after the training.</summary>
    private static void Require(NgramTrainingFiles files)
    {
        ArgumentNullException.ThrowIfNull(files);
        files.Validate();
        foreach (string? path in (string?[])[files.ArpaPath, files.ModelPath])
        {
            if (path is not null && !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path))))
            {
                throw new DirectoryNotFoundException($"{path}: there is no such folder to write to. Make it first, or write elsewhere.");
            }
        }
    }

    private static void ReadAll(IEnumerable<string> paths, ITextReader text)
    {
        foreach (string path in paths)
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
            text.Read(stream, path);
        }
    }

    private static string NameOf(Stream text) => (text as FileStream)?.Name ?? "text";
}
