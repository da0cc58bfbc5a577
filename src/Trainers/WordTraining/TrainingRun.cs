using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Runtime.Intrinsics;

namespace LanguageModeling.WordTraining;

/// <summary>Goes through a corpus for some epochs, on all threads, without locks; keeps the learning rate, the losses and the clock.</summary>
internal sealed class TrainingRun
{
    private static readonly TimeSpan ReportEvery = TimeSpan.FromMilliseconds(200);

    private readonly Word2VecOptions _options;
    private readonly WordCorpus _corpus;
    private readonly long _total;
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly double[] _losses; // [epochs], sums of those met while training
    private readonly long[] _predictions; // [epochs]
    private readonly int[] _blocksLeft; // [epochs]
    private readonly double[] _measured; // [epochs], NaN until an epoch ends
    private readonly LossSample _sample;
    private int _nextBlock;
    private long _done;
    private volatile bool _stop;

    private TrainingRun(WordCorpus corpus, Word2VecOptions options)
    {
        _corpus = corpus;
        _options = options;
        _total = corpus.WordCount * options.Epochs;
        _losses = new double[options.Epochs];
        _predictions = new long[options.Epochs];
        _blocksLeft = new int[options.Epochs];
        _measured = new double[options.Epochs];
        Array.Fill(_blocksLeft, corpus.Spool.BlockCount);
        Array.Fill(_measured, double.NaN);
        _sample = new LossSample(corpus);
    }

    /// <summary>Trains a model's weights.</summary>
    /// <returns>The loss after each epoch, the last of which may have been stopped, as <see cref="LossSample"/> measures it; and whether all were finished.</returns>
    public static (double[] MeanLosses, bool IsComplete) Train(Word2VecModel model, WordCorpus corpus, Word2VecOptions options)
    {
        var run = new TrainingRun(corpus, options);
        run.Start(model);
        int ended = Array.FindIndex(run._blocksLeft, left => left > 0);
        if (ended >= 0 && run._predictions[ended] > 0)
        {
            run._measured[ended] = run._sample.Measure(run.CreateWorker(model));
            ended++;
        }

        return (ended < 0 ? run._measured : run._measured[..ended], !run._stop);
    }

    /// <summary>The step for the registers that this processor has.</summary>
    public static IWindowStep CreateStep(WeightMatrix input, WeightMatrix output)
        => Vector512.IsHardwareAccelerated ? new FastStep<Lanes512>(input, output)
            : Vector256.IsHardwareAccelerated ? new FastStep<Lanes256>(input, output)
            : new FastStep<Lanes128>(input, output);

    private TrainingWorker CreateWorker(Word2VecModel model) => new(
        model, _options, TrainingVocabulary.Map(_corpus, model.Vocabulary), Subsampling.Thresholds(model.Vocabulary.Counts!, _options.SubsamplingThreshold));

    private void Start(Word2VecModel model)
    {
        TrainingWorker first = CreateWorker(model);
        Exception? failure = null;
        var threads = new Thread[_options.ThreadCount];
        for (int i = 0; i < threads.Length; i++)
        {
            TrainingWorker worker = i == 0 ? first : first.CreateAnother();
            threads[i] = new Thread(() =>
            {
                try
                {
                    Work(worker);
                }
                catch (Exception e)
                {
                    Interlocked.CompareExchange(ref failure, e, null);
                    _stop = true;
                }
            })
            { IsBackground = true, Name = "Word2Vec" };
            threads[i].Start();
        }

        foreach (Thread thread in threads)
        {
            while (!thread.Join(ReportEvery))
            {
                _stop |= _options.CancellationToken.IsCancellationRequested;
                Report();
            }
        }

        Report();
        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    private void Work(TrainingWorker worker)
    {
        int blocks = _corpus.Spool.BlockCount;
        var room = new int[WordSpool.BlockSize];
        for (long item; (item = Interlocked.Increment(ref _nextBlock) - 1L) < (long)blocks * _options.Epochs;)
        {
            (int epoch, int block) = ((int)(item / blocks), (int)(item % blocks));
            worker.Begin((ulong)item);
            ReadOnlySpan<int> rest = _corpus.Spool.Read(block, room);
            while (!rest.IsEmpty)
            {
                if (_stop || _options.CancellationToken.IsCancellationRequested)
                {
                    _stop = true;
                    break;
                }

                double rate = Rate(Interlocked.Read(ref _done));
                int taken = worker.TrainSome(rest, (float)rate, out int words);
                rest = rest[taken..];
                Interlocked.Add(ref _done, words);
            }

            (double loss, long predictions) = worker.TakeLoss();
            lock (_losses)
            {
                _losses[epoch] += loss;
                _predictions[epoch] += predictions;
            }

            if (_stop)
            {
                return;
            }

            if (Interlocked.Decrement(ref _blocksLeft[epoch]) == 0)
            {
                _measured[epoch] = _sample.Measure(worker);
            }
        }
    }

    private double Rate(long done)
    {
        double share = _total == 0 ? 0 : Math.Min(1, (double)done / _total);
        return _options.StartingLearningRate + (share * (_options.FinalLearningRate - _options.StartingLearningRate));
    }

    private void Report()
    {
        if (_options.Progress is null)
        {
            return;
        }

        long done = Interlocked.Read(ref _done);
        double seconds = Stopwatch.GetElapsedTime(_started).TotalSeconds;
        double speed = seconds == 0 ? 0 : done / seconds;
        int epoch = _total == 0 ? 0 : (int)Math.Min(_options.Epochs - 1, done * _options.Epochs / _total);
        double loss;
        lock (_losses)
        {
            loss = _predictions[epoch] == 0 ? double.NaN : _losses[epoch] / _predictions[epoch];
        }

        TimeSpan? left = speed > 0 ? TimeSpan.FromSeconds((_total - done) / speed) : null;
        _options.Progress.Report(new("Training", done, _total, speed, left, epoch + 1, loss));
    }
}
