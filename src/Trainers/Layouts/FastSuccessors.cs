namespace LanguageModeling.Layouts;

/// <summary>
/// The n-grams that go on from each context, which buckets do not tell. Made for all contexts of an order when one is first asked for.
/// </summary>
/// <param name="levels">At [n - 2] the n-grams of order n.</param>
/// <param name="counts">At [n - 1] how many they are.</param>
internal sealed class FastSuccessors(FastLevel[] levels, long[] counts)
{
    private readonly Lists?[] _lists = new Lists?[levels.Length];
    private readonly Lock _making = new();

    /// <summary>See <see cref="INgramLayout.GetSuccessors"/>.</summary>
    public int Get(int n, int node, ref int[] words, ref int[] nodes)
    {
        Lists lists = _lists[n - 1] ?? Make(n);
        int context = n == 1 ? node : (int)Place(node);
        int start = lists.Starts[context];
        int count = lists.Starts[context + 1] - start;
        if (words.Length < count)
        {
            words = new int[count];
        }

        if (nodes.Length < count)
        {
            nodes = new int[count];
        }

        for (int i = 0; i < count; i++)
        {
            int successor = nodes[i] = lists.Nodes[start + i];
            words[i] = (int)(uint)levels[n - 1].KeyAt(FastLevel.BucketOf(successor), FastLevel.PlaceOf(successor));
        }

        return count;
    }

    /// <summary>The nodes of a level, in the order of its buckets.</summary>
    public static IEnumerable<int> Nodes(FastLevel level, bool highest)
    {
        int room = FastLevel.Room(highest);
        for (long bucket = 0; bucket < level.Count; bucket++)
        {
            for (int place = 0; place < room && level.KeyAt(bucket, place) != 0; place++)
            {
                yield return FastLevel.Node((ulong)bucket, place);
            }
        }
    }

    /// <summary>Numbers the n-grams of a level below the highest in the order of its buckets.</summary>
    /// <returns>For each place, its number, or -1.</returns>
    public static int[] Number(FastLevel level, long count, bool highest)
    {
        int[] numbers = new int[CheckCount(level.Count * FastLevel.Room(highest))];
        Array.Fill(numbers, -1);
        int next = 0;
        foreach (int node in Nodes(level, highest))
        {
            numbers[Place(node)] = next++;
        }

        return next == count ? numbers : throw Damaged(0);
    }

    /// <summary>The context of a key: a word, or a place.</summary>
    public static int CheckContext(ulong key, int contexts, bool words, int vocabularySize)
    {
        int node = FastLevel.ContextOf(key);
        long context = words ? (uint)node : Place(node);
        return context < contexts && (words || FastLevel.PlaceOf(node) < FastLevel.Room(false)) && (uint)key < vocabularySize
            ? (int)context
            : throw Damaged(0);
    }

    public static int CheckCount(long count) => count <= Array.MaxLength
        ? (int)count
        : throw new NotSupportedException($"The model has {count} n-grams of one order; lists of more than {Array.MaxLength} are not made.");

    public static InvalidDataException Damaged(int n) => new(
        $"Saved n-gram model: the {(n == 0 ? "" : $"{n}-")}grams do not hold together. The file is damaged or was not written by this library; save or fetch it again.");

    private static long Place(int node) => (FastLevel.BucketOf(node) * FastLevel.Room(false)) + FastLevel.PlaceOf(node);

    private Lists Make(int n)
    {
        lock (_making)
        {
            return _lists[n - 1] ??= MakeLists(n);
        }
    }

    private Lists MakeLists(int n)
    {
        FastLevel level = levels[n - 1];
        bool highest = n + 1 == counts.Length;
        int vocabularySize = (int)counts[0];
        int contexts = n == 1 ? vocabularySize : CheckCount(levels[n - 2].Count * FastLevel.Room(false));
        int[] starts = new int[contexts + 1];
        int total = 0;
        foreach (int node in Nodes(level, highest))
        {
            ulong key = level.KeyAt(FastLevel.BucketOf(node), FastLevel.PlaceOf(node));
            starts[CheckContext(key, contexts, n == 1, vocabularySize)]++;
            total = checked(total + 1);
        }

        int end = 0;
        for (int context = 0; context < contexts; context++)
        {
            end += starts[context];
            starts[context] = end;
        }

        starts[contexts] = end;
        int[] nodes = new int[total];
        foreach (int node in Nodes(level, highest))
        {
            ulong key = level.KeyAt(FastLevel.BucketOf(node), FastLevel.PlaceOf(node));
            nodes[--starts[CheckContext(key, contexts, n == 1, vocabularySize)]] = node;
        }

        return new Lists(starts, nodes);
    }

    private sealed record Lists(int[] Starts, int[] Nodes);
}
