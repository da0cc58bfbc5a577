namespace LanguageModeling;

/// <summary>How far the training of word vectors has come.</summary>
/// <param name="Phase">"Reading" or "Training".</param>
/// <param name="WordsDone">Words read so far, or trained on so far in all epochs together.</param>
/// <param name="WordsTotal">Words of the text times epochs; null while reading.</param>
/// <param name="WordsPerSecond">Words a second since the phase began, of all threads together.</param>
/// <param name="TimeLeft">Time left at that rate; null while reading.</param>
/// <param name="Epoch">The epoch that is worked on, from 1 on; 0 while reading.</param>
/// <param name="MeanLoss">
/// Mean loss of the predictions of that epoch so far, in nats, each before its own step; NaN before the first. As the learning rate falls, it may rise:
/// <see cref="Word2VecModel.EpochLosses"/> compare.
/// </param>
public readonly record struct Word2VecProgress(
    string Phase, long WordsDone, long? WordsTotal, double WordsPerSecond, TimeSpan? TimeLeft, int Epoch, double MeanLoss);
