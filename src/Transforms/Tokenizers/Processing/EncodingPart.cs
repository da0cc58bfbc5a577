namespace LanguageModeling.Tokenizers;

/// <summary>An encoding under construction, with the windows that did not fit.</summary>
/// <param name="Items">The tokens.</param>
/// <param name="Overflow">The other windows of what was cut; they have none themselves.</param>
internal sealed record EncodingPart(List<EncodedItem> Items, List<List<EncodedItem>> Overflow)
{
    public EncodingPart(List<EncodedItem> items)
        : this(items, [])
    {
    }

    /// <summary>Applies a change to the tokens and to those of each window.</summary>
    public EncodingPart Change(Func<List<EncodedItem>, List<EncodedItem>> change) => new(change(Items), [.. Overflow.Select(change)]);

    /// <summary>Puts parts one after another; every window is combined with every window of the others.</summary>
    public static EncodingPart Merge(IReadOnlyList<EncodingPart> parts)
    {
        EncodingPart merged = parts[0];
        foreach (EncodingPart part in parts.Skip(1))
        {
            var overflow = new List<List<EncodedItem>>();
            foreach (List<EncodedItem> window in merged.Overflow)
            {
                overflow.Add([.. window, .. part.Items]);
                overflow.AddRange(part.Overflow.Select(other => (List<EncodedItem>)[.. window, .. other]));
            }

            overflow.AddRange(part.Overflow.Select(other => (List<EncodedItem>)[.. merged.Items, .. other]));
            merged = new EncodingPart([.. merged.Items, .. part.Items], overflow);
        }

        return merged;
    }

    /// <summary>Cuts to a length; what is cut becomes windows of that length that overlap by the stride.</summary>
    public EncodingPart Truncate(int length, int stride, TokenSide side)
    {
        if (Items.Count <= length)
        {
            return this;
        }

        if (length == 0)
        {
            return new EncodingPart([], [Items]);
        }

        if (stride >= length)
        {
            throw new ArgumentException(
                $"The stride of {stride} tokens is not less than the {length} tokens that a window has room for beside the special tokens. "
                + "Give a smaller stride or a greater maximal length.");
        }

        var windows = new List<List<EncodedItem>>();
        if (side == TokenSide.Right)
        {
            for (int start = 0, end = 0; end < Items.Count; start += length - stride)
            {
                end = Math.Min(start + length, Items.Count);
                windows.Add(Items[start..end]);
            }
        }
        else
        {
            for (int end = Items.Count, start = end; start > 0; end -= length - stride)
            {
                start = Math.Max(0, end - length);
                windows.Add(Items[start..end]);
            }
        }

        return new EncodingPart(windows[0], windows[1..]);
    }

    /// <summary>Fills up to a length.</summary>
    public EncodingPart Pad(int length, EncodedItem padding, TokenSide side) => Change(items =>
    {
        List<EncodedItem> fill = [.. Enumerable.Repeat(padding, Math.Max(0, length - items.Count))];
        return fill.Count == 0 ? items : side == TokenSide.Right ? [.. items, .. fill] : [.. fill, .. items];
    });
}
