using LanguageModeling.Files;

namespace LanguageModeling.FastEstimation;

/// <summary>Gives the n-grams of an order, in suffix order and with log10 probabilities, to what writes them.</summary>
internal sealed unsafe class LevelEmission
{
    private readonly SuffixOrder _sorted;
    private readonly NgramCensus _census;
    private readonly INgramSink _sink;
    private readonly ParallelOptions _parallel;
    private readonly int[]? _newIds; // by id; null when all words stay

    /// <summary>Takes what all orders need.</summary>
    public LevelEmission(SuffixOrder sorted, NgramCensus census, int[] keptWords, INgramSink sink, ParallelOptions parallel)
    {
        _sorted = sorted;
        _census = census;
        _sink = sink;
        _parallel = parallel;
        _newIds = NewIds(keptWords, sorted.VocabularySize);
    }

    /// <summary>The id in the model of each word that stays; null when all of them do.</summary>
    public static int[]? NewIds(int[] keptWords, int vocabularySize)
    {
        if (keptWords.Length == vocabularySize)
        {
            return null;
        }

        int[] newIds = new int[vocabularySize];
        for (int id = 0; id < keptWords.Length; id++)
        {
            newIds[keptWords[id]] = id;
        }

        return newIds;
    }

    /// <summary>log10 of a probability; lmplz cuts those that rounding took above 1.</summary>
    public static float Log10Probability(float p) => Math.Min(0, MathF.Log10(p));

    /// <summary>log10 of a back-off weight; contexts that nothing follows have the weight 1.</summary>
    public static float Log10Backoff(float gamma) => float.IsNaN(gamma) ? 0 : MathF.Log10(gamma);

    /// <summary>Gives single words.</summary>
    /// <param name="kept">Those that stay.</param>
    /// <param name="p">p by id.</param>
    /// <param name="gamma">γ by id; null at the highest order.</param>
    public void GiveWords(int[] kept, NativeArray<float> p, NativeArray<float>? gamma)
    {
        const int AtOnce = 1 << 14;
        for (int start = 0; start < kept.Length; start += AtOnce)
        {
            int[] part = kept[start..Math.Min(kept.Length, start + AtOnce)];
            int[] ids = [.. Enumerable.Range(start, part.Length)];
            float[] log10P = Array.ConvertAll(part, word => Log10Probability(p[word]));
            float[] log10B = gamma is null ? [] : Array.ConvertAll(part, word => Log10Backoff(gamma[word]));
            _sink.Add(1, ids, log10P, log10B);
        }
    }

    /// <summary>Gives the n-grams of an order below the highest.</summary>
    /// <param name="n">The order.</param>
    /// <param name="p">p by place among the n-grams.</param>
    /// <param name="gamma">γ likewise.</param>
    public void Give(int n, NativeArray<float> p, NativeArray<float> gamma)
        => OrderedWork.Run<Block>(
            _census.Blocks,
            (number, used) =>
            {
                Block block = used ?? new Block(n, hasBackoffs: true);
                int id = _census.Before(n, number << NgramCensus.BlockBits);
                return Fill(block, number, _ => (p[id], gamma[id++]));
            },
            GiveBlock,
            _parallel);

    /// <summary>Gives the n-grams of the highest order.</summary>
    /// <param name="n">The order.</param>
    /// <param name="slots">Where they begin, with their probabilities.</param>
    public void GiveHighest(int n, NativeArray<Slot> slots)
        => OrderedWork.Run<Block>(
            _census.Blocks,
            (number, used) => Fill(used ?? new Block(n, hasBackoffs: false), number, place => (slots[place].P, 0)),
            GiveBlock,
            _parallel);

    private void GiveBlock(Block block)
    {
        if (block.Count > 0)
        {
            _sink.Add(block.Order, block.Words.AsSpan(0, block.Count * block.Order), block.P.AsSpan(0, block.Count), block.B.AsSpan(0, block.B.Length == 0 ? 0 : block.Count));
        }
    }

    private Block Fill(Block block, int number, Func<int, (float P, float Gamma)> find)
    {
        int n = block.Order;
        byte* codes = _sorted.Codes.Items;
        int end = (int)Math.Min((number + 1L) << NgramCensus.BlockBits, _sorted.Length);
        int count = 0;
        fixed (int* words = block.Words)
        {
            for (int place = number << NgramCensus.BlockBits; place < end; place++)
            {
                byte code = codes[place];
                if (NgramCode.Shared(code) >= n || NgramCode.Depth(code) < n)
                {
                    continue;
                }

                (float p, float gamma) = find(place);
                if (p < 0)
                {
                    continue;
                }

                int* from = _sorted.Corpus.Ids.Items + _sorted.Places[place] - n + 1;
                int* to = words + (count * n);
                for (int k = 0; k < n; k++)
                {
                    to[k] = _newIds is null ? from[k] : _newIds[from[k]];
                }

                block.P[count] = Log10Probability(p);
                if (block.B.Length > 0)
                {
                    block.B[count] = Log10Backoff(gamma);
                }

                count++;
            }
        }

        block.Count = count;
        return block;
    }

    /// <summary>Some n-grams on their way.</summary>
    private sealed class Block(int order, bool hasBackoffs)
    {
        public int Order => order;

        public int Count { get; set; }

        public int[] Words { get; } = new int[order << NgramCensus.BlockBits];

        public float[] P { get; } = new float[1 << NgramCensus.BlockBits];

        public float[] B { get; } = new float[hasBackoffs ? 1 << NgramCensus.BlockBits : 0];
    }
}
