using LanguageModeling.Caches;
using LanguageModeling.Decoding;
using LanguageModeling.Signatures;
using LanguageModeling.Tensors;

namespace LanguageModeling.Batches;

/// <summary>
/// Scores many sequences in few runs: what several begin with goes through the model once, into a cache; the rest is sorted by length and padded at
/// the right, which causal attention never looks at. Logits, where they leave the graph, go into memory that is kept. Used by one thread at a time.
/// </summary>
internal sealed class BatchScorer(Decoder decoder) : IDisposable
{
    // Rows after a common past each take a copy of it: at most so many times the tokens of a run.
    private const int MostCopies = 4;

    // Rows that go on token by token save runs, but take copies. Measured with sixteen choices of three tokens: twice as fast after 64 tokens, no faster after
    // 200, slower after 500.
    private const int MostPastOfSteps = 128;

    private readonly CancellableRun _run = new(decoder.ContextLength is not null);
    private readonly CancellableRun _trial = new(decoder.ContextLength is not null, isTrial: true);
    private readonly OutputMemory _logitsMemory = new();
    private readonly OutputMemory _scoresMemory = new();
    private readonly float[] _row = new float[decoder.VocabularySize];
    private bool _refusesRows; // whether the graph did not take several rows after a past

    /// <summary>Tokens that went through the model, padding included.</summary>
    public long TokensRun { get; private set; }

    /// <summary>Whether a decoder gives what this needs: logits of any row.</summary>
    public static bool CanScore(Decoder decoder)
        => decoder.First.Form != LogitsForm.Last && decoder.First.Signature.FixedSteps is null;

    /// <summary>Scores the sequences.</summary>
    public void Score(ReadOnlySpan<SequenceToScore> batch, CancellationToken cancellationToken)
    {
        List<ScoringJob> jobs = [];
        foreach (SequenceToScore sequence in batch)
        {
            Check(sequence);
            AddJobs(jobs, sequence);
        }

        if (decoder.HasCache)
        {
            ScoreAfter(null, 0, SharedContexts.Sort(jobs), cancellationToken);
        }
        else
        {
            ScoreRest(null, 0, jobs, cancellationToken);
        }
    }

    public void Dispose()
    {
        _run.Dispose();
        _trial.Dispose();
        _logitsMemory.Dispose();
        _scoresMemory.Dispose();
    }

    /// <summary>What of a sequence has to run: a first token without context by itself, after the start.</summary>
    private void AddJobs(List<ScoringJob> jobs, SequenceToScore sequence)
    {
        int[] ids = [.. sequence.Context.Span, .. sequence.Tokens.Span];
        int first = sequence.Context.Length;
        Memory<double> scores = sequence.LogProbabilities;
        Memory<int> ranks = sequence.Ranks;
        if (first == 0 && ids.Length > 0)
        {
            jobs.Add(new ScoringJob([decoder.StartToken ?? throw OnnxState.NoStart(), ids[0]], 1, scores[..1], ranks.IsEmpty ? ranks : ranks[..1]));
            first = 1;
            scores = scores[1..];
            ranks = ranks.IsEmpty ? ranks : ranks[1..];
        }

        if (ids.Length > first)
        {
            jobs.Add(new ScoringJob(ids, first, scores, ranks));
        }
    }

    /// <summary>Scores what comes after tokens that all these sequences begin with.</summary>
    /// <param name="cache">Holds these tokens; null where there are none. What it holds behind them is lost.</param>
    /// <param name="past">Their number.</param>
    /// <param name="jobs">The sequences, sorted.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    private void ScoreAfter(KeyValueCache? cache, int past, ArraySegment<ScoringJob> jobs, CancellationToken cancellationToken)
    {
        List<ScoringJob> rest = [];
        foreach ((ArraySegment<ScoringJob> group, int shared) in SharedContexts.Divide(jobs, past))
        {
            if (shared == past)
            {
                rest.AddRange(group.Where(job => job.InputLength > past));
                continue;
            }

            using KeyValueCache? own = cache is null ? CreateCache(group.Max(job => job.InputLength)) : null;
            ScoreParts(own ?? cache!, past, shared, group, cancellationToken);
            ScoreAfter(own ?? cache, shared, group, cancellationToken);
        }

        ScoreRest(cache, past, rest, cancellationToken);
    }

    /// <summary>Scores sequences that share no more than what is in the cache.</summary>
    private void ScoreRest(KeyValueCache? cache, int past, List<ScoringJob> jobs, CancellationToken cancellationToken)
    {
        int budget = decoder.Options.ScoringTokens;
        int[] lengths = [.. jobs.Select(job => job.InputLength - past)];
        foreach (int[] numbers in BatchPlan.Create(lengths, budget, past == 0 ? int.MaxValue : Math.Max(1, MostCopies * budget / past)))
        {
            ScoringJob[] run = [.. numbers.Select(number => jobs[number])];
            int steps = run[0].InputLength - past; // the longest
            if (cache is null && (steps <= budget || !decoder.HasCache))
            {
                ScoreRows(null, 0, steps, run, cancellationToken);
            }
            else if (run.Length == 1 || !TryScoreRows(cache!, past, run, cancellationToken))
            {
                using KeyValueCache? own = cache is null ? CreateCache(run[0].InputLength) : null;
                Array.ForEach(run, job => ScoreParts(own ?? cache!, past, job.InputLength, [job], cancellationToken));
            }
        }
    }

    private bool TryScoreRows(KeyValueCache cache, int past, ScoringJob[] jobs, CancellationToken cancellationToken)
    {
        DecoderSignature signature = decoder.GraphAfter(past).Signature;
        int longest = jobs[0].InputLength;
        bool isAtOnce = longest == past + 1 || (signature.SequenceLengths is null && signature.FixedSteps is null);
        bool isStepByStep = decoder.IsInPlace && past <= MostPastOfSteps && longest - past < jobs.Length; // fewer runs than one for each sequence
        if (_refusesRows || signature.Ids.Dimensions[0] >= 0 || (!isAtOnce && !isStepByStep))
        {
            return false;
        }

        using var rows = new BatchCache(decoder.Caches!);
        rows.Rebuild([.. jobs.Select(_ => (cache.Row, past))], room: longest - past);
        try
        {
            // GroupQueryAttention takes several rows after a past with one token each only.
            int steps = isAtOnce ? longest - past : 1;
            for (int begin = past; begin < longest; begin += steps)
            {
                ScoreRows(rows, begin, begin + steps, [.. jobs.TakeWhile(job => job.InputLength > begin)], cancellationToken);
            }

            return true;
        }
        catch (InvalidOperationException)
        {
            _refusesRows = true; // one by one shows whether there is more to it
            return false;
        }
    }

    /// <summary>Scores what a run of some tokens of each sequence predicts, a row each.</summary>
    /// <param name="cache">Begins with a row for each sequence, with the tokens that are there; null where there are none.</param>
    /// <param name="past">Their number.</param>
    /// <param name="end">Where the run ends.</param>
    /// <param name="jobs">The sequences.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    private void ScoreRows(BatchCache? cache, int past, int end, ScoringJob[] jobs, CancellationToken cancellationToken)
    {
        DecoderSession graph = decoder.GraphAfter(past);
        int steps = end - past;
        IEnumerable<TokenTarget> targets = jobs.SelectMany((job, row) => job.TargetsOf(past, Math.Min(end, job.InputLength), place: row * steps));
        Run(cache is null ? _run : _trial, graph, (jobs.Length, steps), [.. targets], Prepare, cancellationToken);

        void Prepare(DecoderInputs inputs)
        {
            inputs.SetWidth(past, end);
            for (int row = 0; row < jobs.Length; row++)
            {
                int rowEnd = Math.Min(end, jobs[row].InputLength);
                inputs.SetRow(row, jobs[row].Input[past..rowEnd], past);
                for (int column = rowEnd; column < end; column++)
                {
                    inputs.Hide(row, column);
                }
            }

            if (cache is null)
            {
                inputs.BindEmptyPast();
            }
            else
            {
                cache.Keep(jobs.Length);
                cache.Bind(inputs.Binding, graph.Signature.Entries, steps);
            }
        }
    }

    /// <summary>Runs tokens that some sequences share behind those in a cache, in parts if they are many, and scores what they predict.</summary>
    private void ScoreParts(KeyValueCache cache, int past, int end, IReadOnlyList<ScoringJob> jobs, CancellationToken cancellationToken)
    {
        while (past < end)
        {
            DecoderSession graph = decoder.GraphAfter(past);
            int steps = Math.Min(graph.Signature.FixedSteps ?? decoder.Options.ScoringTokens, end - past);
            IEnumerable<TokenTarget> targets = jobs.SelectMany(job => job.TargetsOf(past, past + steps, place: 0));
            Run(_run, graph, (1, steps), [.. targets], Prepare, cancellationToken);
            past += steps;
            cache.Commit(past);

            void Prepare(DecoderInputs inputs)
            {
                inputs.Set(jobs[0].Input.Slice(past, steps), past);
                cache.MakeWritable(past, past + steps);
                cache.Bind(inputs.Binding, graph.Signature.Entries, past, steps, graph.Signature.HasPast);
            }
        }
    }

    /// <summary>Runs, and hands out the scores.</summary>
    private void Run(
        CancellableRun run, DecoderSession graph, (int Rows, int Steps) shape, TokenTarget[] targets, Action<DecoderInputs> prepare, CancellationToken cancellationToken)
    {
        Dictionary<(int Place, int Token), int> wanted = []; // what several sequences want is computed once
        foreach (TokenTarget target in targets)
        {
            wanted.TryAdd((target.Place, target.Token), wanted.Count);
        }

        using var inputs = new DecoderInputs(graph.Session, graph.Signature, shape.Rows, shape.Steps, Math.Max(1, wanted.Count), withTargets: true);
        prepare(inputs);
        inputs.SetLogitCount(0);
        foreach (((int place, int token), int number) in wanted)
        {
            inputs.SetLogitRow(number, place, token);
        }

        bool withLogits = Array.Exists(targets, target => target.Job.WithRanks) || !graph.Signature.HasLogProbabilities;
        using var outputs = new RowScores(graph, inputs, withLogits, _logitsMemory, _scoresMemory);
        inputs.Bind();
        run.Run(graph.Session, inputs.Binding, cancellationToken);
        TokensRun += (long)shape.Rows * shape.Steps;
        foreach (TokenTarget target in targets)
        {
            ScoringJob job = target.Job;
            int number = wanted[(target.Place, target.Token)];
            job.LogProbabilities.Span[target.Index - job.First] = outputs.LogProbability(number, target.Place, target.Token, _row, out int rank, job.WithRanks);
            if (job.WithRanks)
            {
                job.Ranks.Span[target.Index - job.First] = rank;
            }
        }
    }

    private KeyValueCache CreateCache(int capacity)
        => new(decoder.Caches!, rows: 1, capacity);

    private void Check(SequenceToScore sequence)
    {
        foreach (ReadOnlyMemory<int> ids in (ReadOnlySpan<ReadOnlyMemory<int>>)[sequence.Context, sequence.Tokens])
        {
            int wrong = ids.Span.IndexOfAnyExceptInRange(0, decoder.VocabularySize - 1);
            if (wrong >= 0)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(sequence), ids.Span[wrong], $"Token ids of this model are from 0 to {decoder.VocabularySize - 1}. Encode the text with the model's tokenizer.");
            }
        }

        int length = sequence.Context.Length + sequence.Tokens.Length - 1;
        if (length > decoder.ContextLength)
        {
            throw new InvalidOperationException(
                $"A sequence of {length + 1} tokens needs a context of {length}, but the model takes {decoder.ContextLength}. Shorten it, or use ScoreRolling.");
        }
    }
}
