namespace LanguageModeling.Tokenizers;

/// <summary>Cuts texts to what a maximal length leaves for them.</summary>
internal static class Truncation
{
    /// <summary>Cuts one text or two.</summary>
    /// <param name="parts">The texts; replaced by what is left of them.</param>
    /// <param name="settings">How to cut.</param>
    /// <param name="added">How many special tokens will be added.</param>
    public static void Apply(List<EncodingPart> parts, TokenTruncation settings, int added)
    {
        int room = settings.MaxLength - added;
        if (room < 0)
        {
            throw new ArgumentException(
                $"MaxLength is {settings.MaxLength}, but the tokenizer adds {added} special tokens. Give a greater MaxLength or leave special tokens out.");
        }

        int total = parts.Sum(part => part.Items.Count);
        if (total <= room)
        {
            return;
        }

        if (parts.Count == 1 && settings.Strategy != TokenTruncationStrategy.OnlySecond)
        {
            Cut(0, room);
        }
        else if (settings.Strategy == TokenTruncationStrategy.LongestFirst)
        {
            (int first, int second) = Share(parts[0].Items.Count, parts[1].Items.Count, room);
            Cut(0, first);
            Cut(1, second);
        }
        else
        {
            int which = settings.Strategy == TokenTruncationStrategy.OnlyFirst ? 0 : 1;
            if (which >= parts.Count)
            {
                throw new ArgumentException("Only the second text may be cut, but there is only one. Use another truncation strategy or give a pair.");
            }

            int left = parts[which].Items.Count - (total - room);
            if (left <= 0)
            {
                throw new ArgumentException(
                    $"The other text alone has {total - parts[which].Items.Count} tokens, more than the {room} there is room for. "
                    + "Use the strategy LongestFirst or a greater MaxLength.");
            }

            Cut(which, left);
        }

        void Cut(int which, int length) => parts[which] = parts[which].Truncate(length, settings.Stride, settings.Side);
    }

    // The shorter text keeps what it has as long as the longer can give way.
    private static (int First, int Second) Share(int first, int second, int room)
    {
        bool swap = first > second;
        int shorter = Math.Min(first, second);
        int longer = shorter > room ? shorter : Math.Max(shorter, room - shorter);
        if (shorter + longer > room)
        {
            shorter = room / 2;
            longer = shorter + (room % 2);
        }

        return swap ? (longer, shorter) : (shorter, longer);
    }
}
