using LanguageModeling.Estimation;
using LanguageModeling.Files;
using LanguageModeling.Records;

namespace LanguageModeling.DiskEstimation;

/// <summary>Files of counts, to be merged.</summary>
internal sealed class CountFiles : IDisposable
{
    private readonly List<CountFile> _files = [];

    private CountFiles()
    {
    }

    /// <summary>N.</summary>
    public int Order => _files[0].Order;

    /// <summary>Opens files.</summary>
    /// <param name="paths">Where they are.</param>
    /// <param name="order">The order that they must have; null for any, the same for all.</param>
    public static CountFiles Open(IEnumerable<string> paths, int? order)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var files = new CountFiles();
        try
        {
            foreach (string path in paths)
            {
                var file = CountFile.Open(path);
                files._files.Add(file);
                int wanted = order ?? files.Order;
                if (file.Order != wanted)
                {
                    throw new InvalidDataException($"{path}: these are counts of order {file.Order}, not {wanted}. Count with one order, and train with the same.");
                }
            }

            return files._files.Count > 0 ? files : throw new ArgumentException("There are no counts. Name at least one file.", nameof(paths));
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    /// <summary>Writes counts to a file.</summary>
    /// <returns>How many there are.</returns>
    public static long Write(string path, CountedText text, CancellationToken cancellationToken)
    {
        long count = 0;
        AtomicFile.Write(path, stream => count = CountFile.Write(stream, text, cancellationToken));
        return count;
    }

    /// <summary>All counts as one, to be read while the training lives.</summary>
    public CountedText Merge(KneserNeyTraining training, CancellationToken cancellationToken)
    {
        var words = new MergedVocabulary();
        var sources = new List<IRecordSource>();
        var sorters = new List<RecordSorter>();
        try
        {
            foreach (CountFile file in _files)
            {
                cancellationToken.ThrowIfCancellationRequested();
                int[] ids = words.Add(file.Vocabulary);
                sources.Add(IsAscending(ids) ? file.Read(ids) : Sort(file, ids, sorters, training, cancellationToken));
            }

            using var merged = new MergedRecords(CountedText.ShapeOf(Order), sources, sums: true);
            sources.Clear();
            return training.Merge(merged, words.Vocabulary, _files[^1].IsCutOff);
        }
        finally
        {
            sources.ForEach(source => source.Dispose());
            sorters.ForEach(sorter => sorter.Dispose());
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _files.ForEach(file => file.Dispose());

    private IRecordSource Sort(
        CountFile file, int[] ids, List<RecordSorter> sorters, KneserNeyTraining training, CancellationToken cancellationToken)
    {
        RecordSorter sorter = training.CreateSorter(_files.Count);
        sorters.Add(sorter);
        using IRecordSource records = file.Read(ids);
        for (long i = 0; records.Next(); i++)
        {
            if ((i & 0xFFFF) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            sorter.Add(records.Current);
        }

        return sorter.Finish();
    }

    /// <summary>Whether sorted N-grams stay sorted under new ids.</summary>
    private static bool IsAscending(int[] ids)
    {
        for (int id = 1; id < ids.Length; id++)
        {
            if (ids[id] <= ids[id - 1])
            {
                return false;
            }
        }

        return true;
    }
}
