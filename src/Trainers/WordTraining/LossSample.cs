namespace LanguageModeling.WordTraining;

/// <summary>
/// Measures weights as they stand on the same sentences, windows and noise each time: what is compared between epochs. The losses met while training do
/// not compare: the faster the weights still move, the better they know the text around, and the last epoch, at the lowest rate, looks worst.
/// </summary>
internal sealed class LossSample
{
    private const int FewestWords = 1 << 14;
    private const int MostWords = 1 << 17;
    private const int OneOf = 64;             // words of a text between these sizes
    private const int WordsOfBlock = 1 << 12; // where the sample is not the whole text

    private readonly WordSpool _spool;
    private readonly int _step;   // from block to block
    private readonly int _length; // numbers of each

    public LossSample(WordCorpus corpus)
    {
        _spool = corpus.Spool;
        long words = Math.Clamp(corpus.WordCount / OneOf, FewestWords, MostWords);
        bool isWhole = corpus.WordCount <= words;
        long blocks = isWhole ? _spool.BlockCount : Math.Min(_spool.BlockCount, words / WordsOfBlock);
        _step = (int)(_spool.BlockCount / Math.Max(1, blocks));
        _length = isWhole ? WordSpool.BlockSize : (int)(words / Math.Max(1, blocks));
    }

    /// <summary>The mean loss of the predictions, in nats; NaN when there are none.</summary>
    /// <param name="worker">Takes the sample through the steps of training, at a rate of 0.</param>
    public double Measure(TrainingWorker worker)
    {
        var room = new int[WordSpool.BlockSize];
        for (int block = 0; block < _spool.BlockCount; block += _step)
        {
            worker.Begin(ulong.MaxValue - (ulong)block); // not what that block is trained with
            ReadOnlySpan<int> rest = _spool.Read(block, room);
            rest = rest[..Math.Min(rest.Length, _length)];
            while (!rest.IsEmpty)
            {
                rest = rest[worker.TrainSome(rest, rate: 0, out _)..];
            }
        }

        (double sum, long predictions) = worker.TakeLoss();
        return sum / predictions;
    }
}
