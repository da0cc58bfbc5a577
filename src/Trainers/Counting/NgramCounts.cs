using System.Runtime.InteropServices;

namespace LanguageModeling.Counting;

/// <summary>
/// Counts the n-grams of a text, of all orders at once. The places of the text are sorted by the N tokens that end there, read backwards.
/// Equal n-grams of any order then lie side by side, and in suffix order.
/// </summary>
internal sealed class NgramCounts
{
    private readonly CountedNgrams[] _orders; // [N]
    private readonly int[] _lastSuffixes; // [N]

    private NgramCounts(int order, int vocabularySize)
    {
        _orders = new CountedNgrams[order];
        _lastSuffixes = new int[order];
        for (int n = 1; n <= order; n++)
        {
            _orders[n - 1] = new CountedNgrams();
        }

        for (int word = 0; word < vocabularySize; word++)
        {
            _orders[0].Add(word, context: 0, suffix: 0);
        }
    }

    /// <summary>N.</summary>
    public int Order => _orders.Length;

    /// <summary>The n-grams of order <paramref name="n"/>, from 1 to N.</summary>
    public CountedNgrams this[int n] => _orders[n - 1];

    /// <summary>
    /// The place of the suffix of length <paramref name="n"/> of the last N-gram in suffix order; -1 where that N-gram begins with
    /// &lt;s&gt; and is shorter, or nothing was counted.
    /// </summary>
    public int LastSuffix(int n) => _lastSuffixes[n - 1];

    /// <summary>Counts.</summary>
    /// <param name="corpus">The text.</param>
    /// <param name="vocabularySize">V; ids are in [0, V).</param>
    /// <param name="options">For cancellation and progress.</param>
    public static NgramCounts Count(TokenCorpus corpus, int vocabularySize, NgramOptions options)
    {
        int[] places = SortPlaces(corpus, vocabularySize, options);
        var counts = new NgramCounts(corpus.Order, vocabularySize);
        options.Progress?.Report(new("Counting", 0, corpus.Order));
        byte[] common = counts.CountSorted(corpus, places);
        for (int n = 3; n <= corpus.Order; n++)
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            options.Progress?.Report(new("Counting", n - 1, corpus.Order));
            counts.FindContexts(corpus, places, common, n);
        }

        options.Progress?.Report(new("Counting", corpus.Order, corpus.Order));
        return counts;
    }

    /// <summary>The places of all tokens but &lt;s&gt;, by the token there, then by the one before it, and so on for N tokens.</summary>
    private static int[] SortPlaces(TokenCorpus corpus, int vocabularySize, NgramOptions options)
    {
        ReadOnlySpan<int> text = corpus.Tokens;
        int[] places = new int[corpus.TokenCount];
        int count = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != corpus.Beginning)
            {
                places[count++] = i;
            }
        }

        for (int back = corpus.Order - 1; back >= 0; back--) // radix sort: the least important token first, each sort being stable
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            options.Progress?.Report(new("Sorting", corpus.Order - 1 - back, corpus.Order));
            places = CountingSort.Sort(places, text, vocabularySize, shift: back);
        }

        return places;
    }

    /// <summary>Fills in all but the contexts above order 2, which for now hold the place in the text where the context ends.</summary>
    /// <returns>For each sorted place, how many tokens, up to N, its n-grams share with those of the place before it.</returns>
    private byte[] CountSorted(TokenCorpus corpus, ReadOnlySpan<int> places)
    {
        ReadOnlySpan<int> text = corpus.Tokens;
        byte[] common = new byte[places.Length];
        int[] current = new int[Order + 1]; // [n]: the n-gram of order n that ends at place i
        for (int r = 0; r < places.Length; r++)
        {
            int i = places[r];
            int shared = r == 0 ? 0 : CommonSuffix(text, places[r - 1], i, Order);
            common[r] = (byte)shared;
            current[1] = text[i];
            for (int n = 1; n <= Order && Reaches(corpus, i, n); n++)
            {
                CountedNgrams ngrams = this[n];
                if (n > shared && n > 1) // new, and so is the word to the left of its suffix
                {
                    current[n] = ngrams.Count;
                    ngrams.Add(text[i], context: n == 2 ? text[i - 1] : i - 1, suffix: current[n - 1]);
                    CollectionsMarshal.AsSpan(this[n - 1].Adjusted)[current[n - 1]]++;
                }

                CollectionsMarshal.AsSpan(ngrams.Plain)[current[n]]++;
                if (n == Order || text[i - n + 1] == corpus.Beginning)
                {
                    CollectionsMarshal.AsSpan(ngrams.Adjusted)[current[n]]++;
                }
            }
        }

        for (int n = 1; n <= Order; n++)
        {
            _lastSuffixes[n - 1] = places.Length > 0 && Reaches(corpus, places[^1], n) ? current[n] : -1;
        }

        return common;
    }

    /// <summary>Replaces, at order n, the place in the text where a context ends by the place of the context among the n-grams of order n - 1.</summary>
    private void FindContexts(TokenCorpus corpus, ReadOnlySpan<int> places, ReadOnlySpan<byte> common, int n)
    {
        int[] ngramAt = new int[corpus.Tokens.Length]; // [i]: the n-gram of order n - 1 that ends at place i of the text
        int current = -1;
        for (int r = 0; r < places.Length; r++)
        {
            if (Reaches(corpus, places[r], n - 1))
            {
                current += common[r] < n - 1 ? 1 : 0;
                ngramAt[places[r]] = current;
            }
        }

        foreach (ref int context in CollectionsMarshal.AsSpan(this[n].Context))
        {
            context = ngramAt[context];
        }
    }

    /// <summary>Whether an n-gram of order n ends at place i: it must not hold more than one &lt;s&gt;.</summary>
    private static bool Reaches(TokenCorpus corpus, int i, int n) => n == 1 || corpus.Tokens[i - n + 2] != corpus.Beginning;

    private static int CommonSuffix(ReadOnlySpan<int> text, int a, int b, int limit)
    {
        int length = 0;
        while (length < limit && text[a - length] == text[b - length])
        {
            length++;
        }

        return length;
    }
}
