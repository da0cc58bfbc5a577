using LanguageModeling.Records;

namespace LanguageModeling.Tests.DiskEstimation;

[TestClass]
public sealed class RecordSorterTests
{
    [TestMethod]
    [DataRow(500)] // fits
    [DataRow(1024)] // one full buffer
    [DataRow(5000)] // several runs
    [DataRow(80_000)] // more runs than are merged at once
    public void Finish_RandomRecords_GivesThemSortedAndSummed(int count)
    {
        var random = new Random(count);
        int[][] records = [.. Enumerable.Range(0, count).Select(_ => (int[])[random.Next(20), random.Next(3) == 0 ? int.MaxValue : random.Next(9), random.Next(30), random.Next(5), 0])];
        var shape = new RecordShape(3, RecordCount.Width);
        using var files = new TemporaryFiles(null);
        using var sorter = new RecordSorter(shape, memory: 1, files, sums: true, CancellationToken.None); // 1024 records at least
        Array.ForEach(records, record => sorter.Add(record));

        var actual = new List<string>();
        using (IRecordSource sorted = sorter.Finish())
        {
            while (sorted.Next())
            {
                actual.Add(string.Join(' ', sorted.Current.ToArray()));
            }
        }

        string[] expected = [.. records
            .GroupBy(record => (record[0], record[1], record[2]))
            .OrderBy(group => group.Key)
            .Select(group => $"{group.Key.Item1} {group.Key.Item2} {group.Key.Item3} {group.Sum(record => record[3])} 0")];
        CollectionAssert.AreEqual(expected, actual);
    }

    [TestMethod]
    public void Next_EqualKeysThatAreNotSummed_StayApart()
    {
        var shape = new RecordShape(1, 1);
        using var files = new TemporaryFiles(null);
        using var sorter = new RecordSorter(shape, memory: 1, files, sums: false, CancellationToken.None);
        for (int i = 0; i < 3000; i++)
        {
            sorter.Add([i % 2, -i]);
        }

        using IRecordSource sorted = sorter.Finish();
        int count = 0;
        long sum = 0;
        for (int last = 0; sorted.Next(); last = sorted.Current[0])
        {
            Assert.IsGreaterThanOrEqualTo(last, sorted.Current[0]);
            sum += sorted.Current[1];
            count++;
        }

        Assert.AreEqual(3000, count);
        Assert.AreEqual(-2999L * 3000 / 2, sum);
    }
}
