using LanguageModeling.Files;

namespace LanguageModeling.Arpa;

/// <summary>Some n-grams of one order, to become text.</summary>
internal sealed class ArpaBlock(ArpaTokens tokens)
{
    private readonly NgramBatch _ngrams = new();
    private int _n;
    private byte[] _text = [];
    private int _length;

    /// <summary>The text.</summary>
    public ReadOnlySpan<byte> Text => _text.AsSpan(0, _length);

    /// <summary>Copies n-grams in.</summary>
    public void Set(int n, ReadOnlySpan<int> words, ReadOnlySpan<float> p, ReadOnlySpan<float> b)
    {
        _n = n;
        _ngrams.Set(words, p, b);
    }

    /// <summary>Makes the text.</summary>
    public ArpaBlock Format()
    {
        ReadOnlySpan<int> all = _ngrams.Words;
        ReadOnlySpan<float> probabilities = _ngrams.Log10Probabilities, backoffs = _ngrams.Log10Backoffs;
        int position = 0;
        for (int i = 0; i < probabilities.Length; i++)
        {
            ReadOnlySpan<int> words = all.Slice(i * _n, _n);
            if (_n == 1 && words[0] == tokens.Padding)
            {
                continue;
            }

            Reserve(position, words);
            Span<byte> text = _text;
            position += ArpaNumber.Format(probabilities[i], text[position..]);
            text[position++] = (byte)'\t';
            foreach (int word in words)
            {
                position += tokens.CopyTo(word, text[position..]);
                text[position++] = (byte)' ';
            }

            if (!backoffs.IsEmpty)
            {
                text[position - 1] = (byte)'\t';
                position += ArpaNumber.Format(backoffs[i], text[position..]);
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
}
