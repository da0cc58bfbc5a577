namespace LanguageModeling.Signatures;

/// <summary>The inputs and outputs of a decoder, each in its part. Made by <see cref="SignatureReader"/>.</summary>
internal sealed record DecoderSignature
{
    /// <summary>Token ids, [B, T].</summary>
    public required GraphValue Ids { get; init; }

    /// <summary>1 for each token to look at, 0 for padding, [B, P + T].</summary>
    public GraphValue? Mask { get; init; }

    /// <summary>Position of each token, [B, T].</summary>
    public GraphValue? Positions { get; init; }

    /// <summary>Segment of each token, [B, T]; all 0.</summary>
    public GraphValue? Segments { get; init; }

    /// <summary>Length of each sequence with its past, less 1, [B].</summary>
    public GraphValue? SequenceLengths { get; init; }

    /// <summary>Greatest length of a sequence with its past.</summary>
    public GraphValue? TotalLength { get; init; }

    /// <summary>Places in [B · T] whose logits are wanted, [R].</summary>
    public GraphValue? LogitRows { get; init; }

    /// <summary>Token whose log probability is wanted at each of these places, [R].</summary>
    public GraphValue? Targets { get; init; }

    /// <summary>Whether to look at the past: the switch of a merged graph.</summary>
    public GraphValue? CacheSwitch { get; init; }

    /// <summary>How many last rows of logits to give; 0 for all.</summary>
    public GraphValue? LogitCount { get; init; }

    /// <summary>Logits.</summary>
    public required GraphValue Logits { get; init; }

    /// <summary>Log probabilities of the targets, [R].</summary>
    public GraphValue? LogProbabilities { get; init; }

    /// <summary>Entries of the cache, keys and values of the first layer first; empty without a cache.</summary>
    public IReadOnlyList<CacheEntry> Entries { get; init; } = [];

    /// <summary>Shape of the cache; null without one.</summary>
    public CacheLayout? Cache { get; init; }

    /// <summary>Whether the graph takes a past.</summary>
    public bool HasPast => Entries.Count > 0 && Entries[0].PastName is not null;

    /// <summary>Whether past and present are one buffer: the graph is told the length of the past, and writes behind it.</summary>
    public bool IsInPlace => HasPast && SequenceLengths is not null && !Grows;

    /// <summary>Whether the file says that the present is a buffer of its own, whatever its inputs suggest.</summary>
    public bool Grows { get; init; }

    /// <summary>Whether binding an input copies it to a device: what the input holds later is not seen until it is bound again.</summary>
    public bool CopiesInputs { get; init; }

    /// <summary>Whether the graph gives log probabilities of given tokens.</summary>
    public bool HasLogProbabilities => LogProbabilities is not null && Targets is not null;

    /// <summary>Most tokens in one run, where the graph fixes it.</summary>
    public int? FixedSteps => Ids.Dimensions[1] >= 0 ? Ids.Dimensions[1] : null;

    /// <summary>Which rows of logits come out, as far as names and shapes tell; null where only a run can tell.</summary>
    public LogitsForm? Form
        => LogitRows is not null ? LogitsForm.Chosen
            : LogitCount is not null ? LogitsForm.All
            : Logits.Rank == 2 ? LogitsForm.Last
            : Logits.Dimensions[1] == 1 && FixedSteps != 1 ? LogitsForm.Last
            : Logits.SharesDimension(1, Ids, 1) ? LogitsForm.All
            : null;
}
