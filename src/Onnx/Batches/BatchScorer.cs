using LanguageModeling.Decoding;
using LanguageModeling.Signatures;

namespace LanguageModeling.Batches;

/// <summary>
/// Scores many sequences in few runs: sorted by length, padded at the right, which causal attention never looks at. Logits, where they leave the
/// graph, go into memory that is kept. Used by one thread at a time.
/// </summary>
internal sealed class BatchScorer(Decoder decoder) : IDisposable
{
    private readonly CancellableRun _run = new(decoder.ContextLength is not null);
    private readonly OutputMemory _logitsMemory = new();
    private readonly OutputMemory _scoresMemory = new();
    private readonly float[] _row = new float[decoder.VocabularySize];

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
            if (CreateJob(sequence, cancellationToken) is ScoringJob job)
            {
                jobs.Add(job);
            }
        }

        int[] lengths = [.. jobs.Select(job => job.InputLength)];
        foreach (int[] numbers in BatchPlan.Create(lengths, decoder.Options.ScoringTokens))
        {
            if (numbers.Length == 1 && decoder.HasCache && lengths[numbers[0]] > decoder.Options.ScoringTokens)
            {
                ScoreLong(jobs[numbers[0]], cancellationToken);
            }
            else
            {
                ScoreTogether([.. numbers.Select(number => jobs[number])], cancellationToken);
            }
        }
    }

    public void Dispose()
    {
        _run.Dispose();
        _logitsMemory.Dispose();
        _scoresMemory.Dispose();
    }

    /// <summary>What of a sequence has to run; scores a first token without context by itself.</summary>
    private ScoringJob? CreateJob(SequenceToScore sequence, CancellationToken cancellationToken)
    {
        int[] ids = [.. sequence.Context.Span, .. sequence.Tokens.Span];
        int first = sequence.Context.Length;
        Memory<double> scores = sequence.LogProbabilities;
        Memory<int> ranks = sequence.Ranks;
        if (first == 0 && ids.Length > 0)
        {
            var start = new ScoringJob([decoder.StartToken ?? throw OnnxState.NoStart(), ids[0]], 1, scores[..1], ranks.IsEmpty ? ranks : ranks[..1]);
            ScoreTogether([start], cancellationToken);
            first = 1;
            scores = scores[1..];
            ranks = ranks.IsEmpty ? ranks : ranks[1..];
        }

        return ids.Length > first ? new ScoringJob(ids, first, scores, ranks) : null;
    }

    private void ScoreTogether(ScoringJob[] jobs, CancellationToken cancellationToken)
    {
        DecoderSession graph = decoder.First;
        int steps = jobs.Max(job => job.InputLength);
        int targets = jobs.Sum(job => job.TargetCount);
        using var inputs = new DecoderInputs(graph.Session, graph.Signature, jobs.Length, steps, targets, withTargets: true);
        inputs.SetWidth(0, steps);
        inputs.SetLogitCount(0);
        inputs.BindEmptyPast();
        int wanted = 0;
        for (int row = 0; row < jobs.Length; row++)
        {
            ScoringJob job = jobs[row];
            inputs.SetRow(row, job.Ids.AsSpan(0, job.InputLength), 0);
            for (int column = job.InputLength; column < steps; column++)
            {
                inputs.Hide(row, column);
            }

            for (int i = job.First; i < job.Ids.Length; i++)
            {
                inputs.SetLogitRow(wanted++, (row * steps) + i - 1, job.Ids[i]);
            }
        }

        using RowScores outputs = CreateOutputs(graph, inputs, jobs.Any(job => job.WithRanks));
        inputs.Bind();
        _run.Run(graph.Session, inputs.Binding, cancellationToken);
        wanted = 0;
        for (int row = 0; row < jobs.Length; row++)
        {
            ScoringJob job = jobs[row];
            for (int i = job.First; i < job.Ids.Length; i++)
            {
                Take(outputs, job, i, wanted++, ((long)row * steps) + i - 1);
            }
        }
    }

    /// <summary>Scores one sequence in parts, each with the parts before it in the cache.</summary>
    private void ScoreLong(ScoringJob job, CancellationToken cancellationToken)
    {
        using var cache = new KeyValueCache(decoder.First.Signature.Cache!, decoder.IsInPlace, rows: 1, job.InputLength, decoder.ContextLength);
        int most = decoder.Options.ScoringTokens;
        for (int past = 0; past < job.InputLength;)
        {
            DecoderSession graph = decoder.GraphAfter(past);
            int steps = Math.Min(graph.Signature.FixedSteps ?? most, job.InputLength - past);
            int first = Math.Max(job.First, past + 1); // the token after the first of this part
            int targets = past + steps + 1 - first;
            using var inputs = new DecoderInputs(graph.Session, graph.Signature, 1, steps, Math.Max(1, targets), withTargets: true);
            inputs.Set(job.Ids.AsSpan(past, steps), past);
            inputs.SetLogitCount(0);
            for (int i = 0; i < targets; i++)
            {
                inputs.SetLogitRow(i, first + i - 1 - past, job.Ids[first + i]);
            }

            cache.MakeWritable(past, past + steps);
            cache.Bind(inputs.Binding, graph.Signature.Entries, past, steps, graph.Signature.HasPast);
            using RowScores outputs = CreateOutputs(graph, inputs, job.WithRanks);
            inputs.Bind();
            _run.Run(graph.Session, inputs.Binding, cancellationToken);
            past += steps;
            cache.Commit(past);
            for (int i = 0; i < targets; i++)
            {
                Take(outputs, job, first + i, i, first + i - 1 - (past - steps));
            }
        }
    }

    private RowScores CreateOutputs(DecoderSession graph, DecoderInputs inputs, bool withLogits)
        => new(graph, inputs, withLogits || !graph.Signature.HasLogProbabilities, _logitsMemory, _scoresMemory);

    private void Take(RowScores outputs, ScoringJob job, int index, int wanted, long place)
    {
        int target = index - job.First;
        job.LogProbabilities.Span[target] = outputs.LogProbability(wanted, place, job.Ids[index], _row, out int rank, job.WithRanks);
        if (job.WithRanks)
        {
            job.Ranks.Span[target] = rank;
        }
    }

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
