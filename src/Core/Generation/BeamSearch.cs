using LanguageModeling.Sampling;

namespace LanguageModeling.Generation;

/// <summary>
/// Beam search: keeps the B best beginnings, extends each by every token, keeps the B best again. Sequences that end compete by
/// score = Σ s / length^α (after Wu et al. 2016, "Google's Neural Machine Translation System", section 7), s the logits after all
/// processors; the search goes on until no beginning can beat the worst result wanted. Ties go to the better beam, then the lower id.
/// </summary>
internal sealed class BeamSearch
{
    private readonly GenerationTask _task;
    private readonly LogitsPipeline _pipeline;
    private readonly Candidates _candidates;
    private readonly Func<IReadOnlyList<GeneratedToken>, bool>? _isStopped;
    private readonly List<Extension> _extensions = [];
    private readonly List<GeneratedSequence> _finished = []; // best first, at most ResultCount
    private List<Beam> _active = [];

    /// <param name="task">What to generate.</param>
    /// <param name="isStopped">Tells whether generated tokens hold a stop string; null when there is none to look for.</param>
    private BeamSearch(GenerationTask task, Func<IReadOnlyList<GeneratedToken>, bool>? isStopped)
    {
        _task = task;
        _isStopped = isStopped;
        _pipeline = new LogitsPipeline(task);
        _candidates = new Candidates(task.Model.VocabularySize);
    }

    /// <summary>Searches.</summary>
    /// <returns>The best sequences, best first; fewer than asked for only when there are no more.</returns>
    public static IReadOnlyList<GeneratedSequence> Run(
        GenerationTask task, Func<IReadOnlyList<GeneratedToken>, bool>? isStopped, CancellationToken cancellationToken)
    {
        BeamSearch search = new(task, isStopped);
        try
        {
            search._active.Add(new Beam(task.CreatePromptContext(cancellationToken).State, [], [.. task.Prompt], 0));
            while (search._active.Count > 0 && !search.IsDecided())
            {
                search.Step(cancellationToken);
            }

            return search._finished;
        }
        finally
        {
            search._active.ForEach(beam => beam.State.Dispose());
        }
    }

    private void Step(CancellationToken cancellationToken)
    {
        _extensions.Clear();
        cancellationToken.ThrowIfCancellationRequested();
        foreach (Beam beam in _active.Where(beam => beam.State.Length < beam.Tokens.Length))
        {
            beam.State.Append(beam.Tokens[^1], cancellationToken);
        }

        _task.Model.EvaluateBatch([.. _active.Select(beam => beam.State)], cancellationToken);
        for (int b = 0; b < _active.Count; b++)
        {
            Extend(b, cancellationToken);
        }

        _extensions.Sort();
        List<Extension> next = [];
        int beams = _task.Options.Beams;
        for (int rank = 0; rank < _extensions.Count && next.Count < beams; rank++)
        {
            Extension extension = _extensions[rank];
            Beam parent = _active[extension.Beam];
            FinishReason? reason = _task.ReasonOf(extension.Token.Id);
            if (reason == null && _isStopped?.Invoke([.. parent.Generated, extension.Token]) == true)
            {
                reason = FinishReason.StopString;
            }

            if (reason == null && _pipeline.MeetsConstraint([.. parent.Tokens, extension.Token.Id]))
            {
                reason = FinishReason.ConstraintMet;
            }

            reason ??= _task.ReasonOfLength(parent.Generated.Length + 1, parent.Tokens.Length);

            if (reason == null)
            {
                next.Add(extension);
            }
            else if (rank < beams)
            {
                Finish([.. parent.Generated, extension.Token with { FinishReason = reason }], reason.Value, extension.Score);
            }
        }

        Advance(next);
    }

    /// <summary>Lists the best ways to extend a beam: enough to fill all beams after those that end a sequence.</summary>
    private void Extend(int index, CancellationToken cancellationToken)
    {
        Beam beam = _active[index];
        _pipeline.Run(beam.State, beam.Tokens, _task.Prompt.Length, cancellationToken);
        IReadOnlyList<TokenAlternative> alternatives
            = TokenGenerator.FindAlternatives(_candidates, _pipeline.LogProbabilities, _task.Options.TopAlternatives);
        _candidates.Load(_pipeline.Logits);
        int wanted = Math.Min(_candidates.Count, _task.Options.Beams + _task.Options.StopTokens.Count + 1);
        _candidates.SortFirst(wanted);
        for (int i = 0; i < wanted; i++)
        {
            int id = _candidates.IdAt(i);
            GeneratedToken token = new(id, _pipeline.LogProbabilities[id], alternatives, null);
            _extensions.Add(new Extension(index, token, beam.Score + _pipeline.Logits[id]));
        }

        if (wanted == 0)
        {
            Finish(beam.Generated, FinishReason.NoTokenLeft, beam.Score);
        }
    }

    /// <summary>Makes the chosen extensions the active beams. The first child of a beam takes over its state, the others fork it.</summary>
    private void Advance(List<Extension> chosen)
    {
        List<Beam> parents = _active;
        bool[] taken = new bool[parents.Count];
        _active = [.. parents]; // disposed by Run, should a fork fail
        List<Beam> children = [];
        foreach (Extension extension in chosen)
        {
            Beam parent = parents[extension.Beam];
            LanguageModelState state = taken[extension.Beam] ? parent.State.Fork() : parent.State;
            Beam child = new(state, [.. parent.Generated, extension.Token], [.. parent.Tokens, extension.Token.Id], extension.Score);
            if (taken[extension.Beam])
            {
                _active.Add(child);
            }

            taken[extension.Beam] = true;
            children.Add(child);
        }

        for (int b = 0; b < parents.Count; b++)
        {
            if (!taken[b])
            {
                parents[b].State.Dispose();
            }
        }

        _active = children;
    }

    private void Finish(GeneratedToken[] tokens, FinishReason reason, double sum)
    {
        double score = Normalize(sum, tokens.Length);
        int place = _finished.FindIndex(other => other.Score < score); // ties: the earlier one stays in front
        _finished.Insert(
            place < 0 ? _finished.Count : place,
            new GeneratedSequence { Tokens = tokens, FinishReason = reason, PromptTokenCount = _task.Prompt.Length, Score = score });
        if (_finished.Count > _task.Options.ResultCount)
        {
            _finished.RemoveAt(_finished.Count - 1);
        }
    }

    /// <summary>Whether no active beam can still get among the results.</summary>
    private bool IsDecided()
    {
        GenerationOptions options = _task.Options;
        bool sumsCanRise = options.FrequencyPenalty < 0 || options.PresencePenalty < 0 || options.LogitBias.Values.Any(bias => bias > 0);
        if (_finished.Count < options.ResultCount || sumsCanRise)
        {
            return false;
        }

        // A sum never rises, and sum / length^α is monotone in the length, so its best is at one of the two ends.
        double sum = _active[0].Score;
        double bound = Math.Max(Normalize(sum, _active[0].Generated.Length + 1), Normalize(sum, options.MaximumTokens));
        return _finished[^1].Score >= bound;
    }

    private double Normalize(double sum, int length) => length == 0 ? sum : sum / PortableMath.Power(length, _task.Options.LengthPenalty);

    private sealed record Beam(LanguageModelState State, GeneratedToken[] Generated, int[] Tokens, double Score);

    private readonly record struct Extension(int Beam, GeneratedToken Token, double Score) : IComparable<Extension>
    {
        public int CompareTo(Extension other)
        {
            int order = other.Score.CompareTo(Score);
            order = order != 0 ? order : Beam.CompareTo(other.Beam);
            return order != 0 ? order : Token.Id.CompareTo(other.Token.Id);
        }
    }
}
