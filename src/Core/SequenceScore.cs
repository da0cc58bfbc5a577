using LanguageModeling.Scoring;

namespace LanguageModeling;

/// <summary>How probable a sequence is to a model, token by token and as a whole, with the counts that the totals rest on.</summary>
/// <remarks>
/// With T scored tokens, of which U are unknown: LogProbability = Σ ln P(w_t | w_1 … w_{t-1}) in nats, CrossEntropy = -LogProbability / T,
/// Perplexity = exp(CrossEntropy). A token of probability 0 makes them -∞, +∞ and +∞. Over no tokens CrossEntropy is 0 and Perplexity 1.
/// Immutable and safe for use by many threads at once.
/// </remarks>
public sealed class SequenceScore
{
    /// <summary>Makes a score of token scores.</summary>
    /// <param name="tokens">The scored ids, shape [T].</param>
    /// <param name="tokenLogProbabilities">ln P of each given those before it, shape [T], not NaN.</param>
    /// <param name="special">The special ids of the model, to count unknown tokens and sentences.</param>
    /// <param name="tokenRanks">For each token the number of more probable tokens, shape [T]; or null.</param>
    /// <param name="byteCount">Length of the text in UTF-8 bytes, where there was a text.</param>
    /// <exception cref="ArgumentException">A length does not match the shapes above, or a log probability is NaN.</exception>
    public SequenceScore(
        IReadOnlyList<int> tokens,
        IReadOnlyList<double> tokenLogProbabilities,
        SpecialTokens special,
        IReadOnlyList<int>? tokenRanks = null,
        long? byteCount = null)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        ArgumentNullException.ThrowIfNull(tokenLogProbabilities);
        ArgumentNullException.ThrowIfNull(special);
        if (tokenLogProbabilities.Count != tokens.Count || (tokenRanks is not null && tokenRanks.Count != tokens.Count))
        {
            throw new ArgumentException(
                $"Expected {tokens.Count} log probabilities and as many ranks, or none, but got {tokenLogProbabilities.Count} and {tokenRanks?.Count ?? 0}.",
                nameof(tokenLogProbabilities));
        }

        Tokens = [.. tokens];
        TokenLogProbabilities = [.. tokenLogProbabilities];
        TokenRanks = tokenRanks is null ? null : [.. tokenRanks];
        ByteCount = byteCount;
        IsGreedy = tokenRanks?.All(rank => rank == 0);
        for (int t = 0; t < tokens.Count; t++)
        {
            double logProbability = tokenLogProbabilities[t];
            if (double.IsNaN(logProbability))
            {
                throw new ArgumentException(
                    $"The log probability of token {tokens[t]} at position {t} is not a number. Check the weights and the input of the model.", nameof(tokenLogProbabilities));
            }

            LogProbability += logProbability;
            bool isUnknown = tokens[t] == special.Unknown;
            LogProbabilityExcludingUnknowns += isUnknown ? 0 : logProbability; // not a difference: -∞ less -∞ is no number
            UnknownCount += isUnknown ? 1 : 0;
            SentenceCount += tokens[t] == special.EndOfSequence ? 1 : 0;
        }
    }

    /// <summary>The scored ids, shape [T]: the end of the sequence is among them, the beginning is not.</summary>
    public IReadOnlyList<int> Tokens { get; }

    /// <summary>ln P of each token given those before it, shape [T], in nats.</summary>
    public IReadOnlyList<double> TokenLogProbabilities { get; }

    /// <summary>For each token how many tokens are strictly more probable, shape [T], 0 for the greedy choice; null when not asked for.</summary>
    public IReadOnlyList<int>? TokenRanks { get; }

    /// <summary>ln P of the whole sequence, in nats.</summary>
    public double LogProbability { get; }

    /// <summary>Number of scored tokens T, unknown ones and ends of sequence included.</summary>
    public int TokenCount => Tokens.Count;

    /// <summary>Number of scored tokens that are the unknown token.</summary>
    public int UnknownCount { get; }

    /// <summary>Number of scored tokens that end a sequence.</summary>
    public int SentenceCount { get; }

    /// <summary>Sum of ln P over the tokens that are not unknown, in nats.</summary>
    public double LogProbabilityExcludingUnknowns { get; }

    /// <summary>Nats a token: -LogProbability / TokenCount.</summary>
    public double CrossEntropy => Units.CrossEntropy(LogProbability, TokenCount);

    /// <summary>Bits a token: CrossEntropy / ln 2.</summary>
    public double BitsPerToken => Units.Bits(CrossEntropy);

    /// <summary>exp(CrossEntropy), unknown tokens included.</summary>
    public double Perplexity => Math.Exp(CrossEntropy);

    /// <summary>exp(-LogProbabilityExcludingUnknowns / (TokenCount - UnknownCount)).</summary>
    public double PerplexityExcludingUnknowns => Math.Exp(Units.CrossEntropy(LogProbabilityExcludingUnknowns, TokenCount - UnknownCount));

    /// <summary>Length of the text in UTF-8 bytes; null where ids were scored. The end of the sequence is no byte.</summary>
    public long? ByteCount { get; }

    /// <summary>Bits a byte: -LogProbability / (ln 2 · ByteCount), comparable between models with different tokens; null without bytes.</summary>
    public double? BitsPerByte => Units.BitsPerByte(LogProbability, ByteCount);

    /// <summary>Whether no token of the vocabulary is more probable than the one that is there, at any place; null without ranks.</summary>
    public bool? IsGreedy { get; }
}
