using LanguageModeling.Constraints;

namespace LanguageModeling.Sampling;

/// <summary>
/// Forbids every token after which the generated text could not come to satisfy the constraint within the tokens that are left: P ← 0.
/// What ends a generation is allowed where the text satisfies it.
/// </summary>
/// <remarks>Remembers the states along the last sequence, and goes on from where the next one parts from it.</remarks>
internal sealed class ConstraintMask : LogitsProcessor
{
    private readonly CompiledConstraint.Session _session;
    private readonly bool _startsText;
    private readonly Func<int, int, int> _remaining;
    private readonly int[] _ends;
    private readonly List<int> _tokens = []; // generated, of the last sequence
    private readonly List<GrammarAutomaton.State?> _states; // before the first token, and after each

    /// <param name="constraint">What generated texts must satisfy.</param>
    /// <param name="startsText">Whether no text stands before the first generated token.</param>
    /// <param name="remaining">How many tokens there can be after so many generated ones, given the length of prompt and these.</param>
    /// <param name="ends">Tokens that end a generation and are no part of the text.</param>
    public ConstraintMask(CompiledConstraint constraint, bool startsText, Func<int, int, int> remaining, int[] ends)
    {
        _session = constraint.CurrentSession;
        _startsText = startsText;
        _remaining = remaining;
        _ends = ends;
        _states = [_session.Automaton.Start];
    }

    public override void Apply(Span<float> logits, ReadOnlySpan<int> tokens, int promptLength)
    {
        ReadOnlySpan<int> generated = tokens[promptLength..];
        GrammarAutomaton.State? state = Read(generated);
        Span<float> ends = _ends.Length <= 64 ? stackalloc float[_ends.Length] : new float[_ends.Length];
        for (int i = 0; i < _ends.Length; i++)
        {
            ends[i] = logits[_ends[i]];
        }

        if (state is null || state.IsComplete)
        {
            logits.Fill(float.NegativeInfinity);
        }
        else
        {
            Forbid(logits, _session.FindMask(state, generated.IsEmpty && _startsText, _remaining(generated.Length, tokens.Length)));
        }

        for (int i = 0; i < _ends.Length; i++)
        {
            logits[_ends[i]] = state?.Accepts == true ? ends[i] : float.NegativeInfinity;
        }
    }

    /// <summary>Whether a text satisfies the constraint and nothing can follow.</summary>
    /// <param name="generated">The generated tokens.</param>
    public bool IsComplete(ReadOnlySpan<int> generated) => Read(generated)?.IsComplete == true;

    private GrammarAutomaton.State? Read(ReadOnlySpan<int> generated)
    {
        int common = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_tokens).CommonPrefixLength(generated);
        _tokens.RemoveRange(common, _tokens.Count - common);
        _states.RemoveRange(common + 1, _states.Count - common - 1);
        for (int i = common; i < generated.Length; i++)
        {
            _tokens.Add(generated[i]);
            _states.Add(_states[i] is { } state ? _session.Step(state, generated[i], i == 0 && _startsText) : null);
        }

        return _states[^1];
    }

    private static void Forbid(Span<float> logits, ulong[] allowed)
    {
        for (int start = 0; start < logits.Length; start += 64)
        {
            ulong word = start / 64 < allowed.Length ? allowed[start / 64] : 0;
            Span<float> part = logits.Slice(start, Math.Min(64, logits.Length - start));
            if (word == 0)
            {
                part.Fill(float.NegativeInfinity);
                continue;
            }

            for (int i = 0; i < part.Length && word != ulong.MaxValue; i++)
            {
                if (((word >> i) & 1) == 0)
                {
                    part[i] = float.NegativeInfinity;
                }
            }
        }
    }
}
