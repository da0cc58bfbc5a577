namespace LanguageModeling.Embeddings;

/// <summary>The best few of many: greatest score first, then lowest id.</summary>
internal sealed class TopList(int capacity)
{
    private static readonly Comparer<(int Id, double Score)> WorstFirst
        = Comparer<(int Id, double Score)>.Create((x, y) => x.Score != y.Score ? x.Score.CompareTo(y.Score) : y.Id.CompareTo(x.Id));

    private readonly PriorityQueue<int, (int Id, double Score)> _queue = new(WorstFirst);
    private (int Id, double Score) _worst = (int.MaxValue, double.NegativeInfinity);

    /// <summary>The score that a candidate must reach.</summary>
    public double WorstScore => _worst.Score;

    /// <summary>Whether a candidate is among the best so far.</summary>
    public bool Accepts(double score, int id) => score > _worst.Score || (score == _worst.Score && id < _worst.Id);

    /// <summary>Adds a candidate that it accepts.</summary>
    public void Add(int id, double score)
    {
        if (_queue.Count < capacity)
        {
            _queue.Enqueue(id, (id, score));
        }
        else
        {
            _queue.EnqueueDequeue(id, (id, score));
        }

        if (_queue.Count == capacity)
        {
            _queue.TryPeek(out _, out _worst);
        }
    }

    /// <summary>The best of several lists, the best first.</summary>
    public static (int Id, double Score)[] Merge(IEnumerable<TopList> lists, int count)
        => [.. lists.SelectMany(list => list._queue.UnorderedItems).Select(item => item.Priority).OrderDescending(WorstFirst).Take(count)];
}
