namespace LanguageModeling.Generation;

/// <summary>Makes a prompt fit the context of a model, as <see cref="ContextOverflow"/> says.</summary>
internal static class ContextFit
{
    /// <summary>Drops tokens behind the kept ones.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="kept">How many of its first tokens stay.</param>
    /// <param name="longest">Most tokens of context.</param>
    /// <param name="options">Tell what to do.</param>
    /// <exception cref="ArgumentException">The prompt is too long and must stay whole, or too many of its tokens must stay.</exception>
    public static int[] Fit(int[] prompt, int kept, int longest, GenerationOptions options)
    {
        if (options.Overflow == ContextOverflow.Error)
        {
            return prompt.Length <= longest
                ? prompt
                : throw new ArgumentException(
                    $"The prompt has {prompt.Length} tokens but the model's context holds {longest}. Shorten the prompt, or set Overflow to "
                    + $"{ContextOverflow.TruncateLeft} or {ContextOverflow.SlidingWindow}.", nameof(prompt));
        }

        if (options.KeptTokens > longest / 2)
        {
            throw new ArgumentException($"KeptTokens is {options.KeptTokens} but the model's context holds {longest}. Keep at most half of it.", nameof(options));
        }

        int dropped = options.Overflow == ContextOverflow.SlidingWindow
            ? SlideDrop(prompt.Length, kept, longest)
            : prompt.Length - (int)Math.Clamp(longest + 1L - options.MaximumTokens, (longest + 1) / 2, longest); // the last generated token needs no place
        return dropped <= 0 ? prompt : [.. prompt[..kept], .. prompt[Math.Min(kept + dropped, prompt.Length)..]];
    }

    /// <summary>Tokens that a full context drops to have room again: the older half of those that need not stay.</summary>
    public static int SlideStep(int kept, int longest) => (longest - kept + 1) / 2;

    // Whole steps, as though token after token had come in: a prompt that grows from turn to turn is then cut at the same place for many turns.
    private static int SlideDrop(int length, int kept, int longest)
    {
        int step = SlideStep(kept, longest);
        return length <= longest ? 0 : (length - longest + step - 1) / step * step;
    }
}
