namespace LanguageModeling.Arpa;

/// <summary>Some n-grams of one order, to become text.</summary>
internal sealed class ArpaBlock(ArpaTokens tokens)
{
    private int _n;
    private int _count;
    private int[] _words = [];
    private float[] _p = [];
    private float[] _b = [];
    private bool _hasBackoffs;
    private byte[] _text = [];
    private int _length;

    /// <summary>The text.</summary>
    public ReadOnlySpan<byte> Text => _text.AsSpan(0, _length);

    /// <summary>Copies n-grams in.</summary>
    public void Set(int n, ReadOnlySpan<int> words, ReadOnlySpan<float> p, ReadOnlySpan<float> b)
    {
        _n = n;
        _count = p.Length;
        _hasBackoffs = !b.IsEmpty;
        Copy(words, ref _words);
        Copy(p, ref _p);
        Copy(b, ref _b);
    }

    /// <summary>Makes the text.</summary>
    public ArpaBlock Format()
    {
        int position = 0;
        for (int i = 0; i < _count; i++)
        {
            ReadOnlySpan<int> words = _words.AsSpan(i * _n, _n);
            if (_n == 1 && words[0] == tokens.Padding)
            {
                continue;
            }

            Reserve(position, words);
            Span<byte> text = _text;
            position += ArpaNumber.Format(_p[i], text[position..]);
            text[position++] = (byte)'\t';
            foreach (int word in words)
            {
                position += tokens.CopyTo(word, text[position..]);
                text[position++] = (byte)' ';
            }

            if (_hasBackoffs)
            {
                text[position - 1] = (byte)'\t';
                position += ArpaNumber.Format(_b[i], text[position..]);
                position++;
            }

            text[position - 1] = (byte)'\n';
        }

        _length = position;
        return this;
    }

    private void Reserve(int position, ReadOnlySpan<int> words)
    {
        int needed = (2 * ArpaNumber.MaximumLength) + ArpaTokens.Margin + words.Length + 1;
        foreach (int word in words)
        {
            needed += tokens.Length(word);
        }

        if (_text.Length - position < needed)
        {
            Array.Resize(ref _text, Math.Max(position + needed, _text.Length + (_text.Length / 2)));
        }
    }

    private static void Copy<T>(ReadOnlySpan<T> source, ref T[] target)
    {
        if (target.Length < source.Length)
        {
            target = new T[source.Length];
        }

        source.CopyTo(target);
    }
}
