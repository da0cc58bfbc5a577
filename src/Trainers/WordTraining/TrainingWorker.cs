using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LanguageModeling.Sampling;

namespace LanguageModeling.WordTraining;

/// <summary>What one thread does: takes sentences, passes over frequent words, moves the window along, and has each window trained.</summary>
internal sealed class TrainingWorker
{
    private const int WordsBetweenRates = 1000; // word2vec: 10,000, which small texts feel
    private const int LongestSentence = 10_000;   // longer ones are trained in pieces

    private readonly Word2VecModel _model;
    private readonly Word2VecOptions _options;
    private readonly int[] _map;
    private readonly uint[] _keep;
    private readonly IWindowStep _step;
    private readonly int[] _sentence = new int[LongestSentence];
    private readonly List<int> _inputs = [];
    private readonly List<int> _targets = [];
    private readonly List<float> _signs = [];
    private Xoshiro256 _random = new(0);
    private double _lossBefore;
    private long _predictions;

    public TrainingWorker(Word2VecModel model, Word2VecOptions options, int[] map, uint[] keep)
    {
        _model = model;
        _options = options;
        _map = map;
        _keep = keep;
        _step = TrainingRun.CreateStep(model.Input, model.Output);
    }

    /// <summary>A worker for another thread, on the same model.</summary>
    public TrainingWorker CreateAnother() => new(_model, _options, _map, _keep);

    /// <summary>Begins a block: what is drawn at random in it depends on the seed and the block alone, not on the thread.</summary>
    public void Begin(ulong block)
    {
        ulong state = _options.Seed;
        _random = new Xoshiro256(Xoshiro256.SplitMix64(ref state) ^ block);
    }

    /// <summary>Trains on whole sentences from the beginning of some text.</summary>
    /// <param name="text">Numbers of words and ends of sentences, at least one.</param>
    /// <param name="rate">Learning rate; 0 leaves the weights as they are.</param>
    /// <param name="words">Receives the words that were passed.</param>
    /// <returns>Numbers that were passed, at least one.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int TrainSome(ReadOnlySpan<int> text, float rate, out int words)
    {
        words = 0;
        int place = 0;
        while (place < text.Length && words < WordsBetweenRates)
        {
            int kept = 0;
            while (place < text.Length && kept < LongestSentence)
            {
                int number = text[place++];
                if (number == WordSpool.SentenceEnd)
                {
                    break;
                }

                words++;
                int word = _map[number];
                if (word >= 0 && (_keep[word] == uint.MaxValue || (uint)(_random.Next() >> 32) <= _keep[word]))
                {
                    _sentence[kept++] = word;
                }
            }

            TrainSentence(_sentence.AsSpan(0, kept), rate);
        }

        return place;
    }

    /// <summary>The sum of the losses since the last call, and of how many predictions.</summary>
    public (double Sum, long Predictions) TakeLoss()
    {
        double loss = _step.Loss;
        (double, long) taken = (loss - _lossBefore, _predictions);
        _lossBefore = loss;
        _predictions = 0;
        return taken;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TrainSentence(ReadOnlySpan<int> sentence, float rate)
    {
        for (int middle = 0; middle < sentence.Length; middle++)
        {
            int size = _options.DynamicWindow ? 1 + (int)(((_random.Next() >> 32) * (ulong)_options.Window) >> 32) : _options.Window;
            int first = Math.Max(0, middle - size);
            int last = Math.Min(sentence.Length - 1, middle + size);
            if (first < last)
            {
                TrainWindow(sentence[first..middle], sentence[middle], sentence[(middle + 1)..(last + 1)], rate);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TrainWindow(ReadOnlySpan<int> before, int middle, ReadOnlySpan<int> after, float rate)
    {
        if (_options.Architecture == Word2VecArchitecture.Cbow)
        {
            _inputs.Clear();
            AddRows(before);
            AddRows(after);
            ClearTargets();
            AddTargets(middle);
            TrainMean(rate);
            _predictions++;
        }
        else if (_options.HasCharacters)
        {
            // As in fastText, the word in the middle predicts the others, so that its n-grams are added up once.
            _inputs.Clear();
            AddRows([middle]);
            ClearTargets();
            AddTargets(before);
            AddTargets(after);
            TrainMean(rate);
            _predictions += before.Length + after.Length;
        }
        else
        {
            TrainPairs(before, middle, after, rate);
            _predictions += before.Length + after.Length;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TrainPairs(ReadOnlySpan<int> before, int middle, ReadOnlySpan<int> after, float rate)
    {
        _inputs.Clear();
        _inputs.AddRange(before);
        _inputs.AddRange(after);
        Span<int> inputs = CollectionsMarshal.AsSpan(_inputs);
        bool isTree = _options.Objective == Word2VecObjective.HierarchicalSoftmax;
        if (!isTree && !_options.SharedNegatives)
        {
            foreach (int input in inputs)
            {
                ClearTargets();
                AddTargets(middle);
                _step.TrainInTurn([input], CollectionsMarshal.AsSpan(_targets), CollectionsMarshal.AsSpan(_signs), rate);
            }

            return;
        }

        ClearTargets();
        AddTargets(middle);
        ReadOnlySpan<int> targets = CollectionsMarshal.AsSpan(_targets);
        ReadOnlySpan<float> signs = CollectionsMarshal.AsSpan(_signs);
        if (isTree)
        {
            _step.TrainInTurn(inputs, targets, signs, rate); // together, inputs overshoot in the nodes near the root, which all of them change
        }
        else
        {
            _step.TrainTogether(inputs, targets, signs, rate);
        }
    }

    private void TrainMean(float rate)
        => _step.TrainMean(CollectionsMarshal.AsSpan(_inputs), CollectionsMarshal.AsSpan(_targets), CollectionsMarshal.AsSpan(_signs), rate);

    private void AddRows(ReadOnlySpan<int> words)
    {
        foreach (int word in words)
        {
            _inputs.Add(word);
            if (_options.HasCharacters)
            {
                _inputs.AddRange(_model.CharacterRows(word));
            }
        }
    }

    private void ClearTargets()
    {
        _targets.Clear();
        _signs.Clear();
    }

    private void AddTargets(ReadOnlySpan<int> words)
    {
        foreach (int word in words)
        {
            AddTargets(word);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddTargets(int word)
    {
        if (_options.Objective == Word2VecObjective.HierarchicalSoftmax)
        {
            _targets.AddRange(_model.Tree!.Path(word));
            _signs.AddRange(_model.Tree.Signs(word));
            return;
        }

        _targets.Add(word);
        _signs.Add(1);
        for (int i = 0; i < _options.NegativeSamples; i++)
        {
            int noise = _model.Noise!.Draw(_random);
            if (noise != word) // as in word2vec: fewer then
            {
                _targets.Add(noise);
                _signs.Add(-1);
            }
        }
    }
}
