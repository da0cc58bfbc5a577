using System.Text;
using LanguageModeling.Counting;
using LanguageModeling.Tables;

namespace LanguageModeling.Arpa;

/// <summary>Writes ARPA files as KenLM's lmplz does, byte for byte: sections in suffix order, shortest numbers.</summary>
internal sealed class ArpaWriter
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Stream _stream;
    private readonly BackoffTables _tables;
    private readonly byte[][] _tokens; // [V]
    private readonly int[] _leftOut; // words that are in no n-gram and never predicted

    private ArpaWriter(Stream stream, Vocabulary vocabulary, BackoffTables tables)
    {
        _stream = stream;
        _tables = tables;
        SpecialTokens special = vocabulary.SpecialTokens;
        bool neverEnds = special.EndOfSequence is { } end && float.IsNegativeInfinity(tables.Log10Probabilities(1)[end]);
        _leftOut = [.. new[] { special.Padding, neverEnds ? special.EndOfSequence : null }.OfType<int>()];
        _tokens = new byte[vocabulary.Count][];
        for (int id = 0; id < _tokens.Length; id++)
        {
            _tokens[id] = Encode(vocabulary[id], id);
        }
    }

    /// <summary>Writes a model.</summary>
    /// <exception cref="NotSupportedException">A token holds a character that separates tokens in ARPA files.</exception>
    public static void Write(Stream stream, Vocabulary vocabulary, BackoffTables tables)
    {
        var buffer = new BufferedStream(stream, 1 << 16); // not disposed, as that would close the stream
        new ArpaWriter(buffer, vocabulary, tables).Write();
        buffer.Flush();
    }

    private void Write()
    {
        NgramTrie trie = _tables.Trie;
        Append("\\data\\\n"u8);
        for (int n = 1; n <= trie.Order; n++)
        {
            AppendText($"ngram {n}={trie.Count(n) - (n == 1 ? _leftOut.Length : 0)}\n");
        }

        Append("\n"u8);
        int[][] parents = new int[trie.Order + 1][];
        int[] ranks = CountingSort.Places(trie.Count(1)); // of each node in suffix order; single words stand in the order of their ids
        int[] sorted = ranks;
        for (int n = 1; n <= trie.Order; n++)
        {
            if (n > 1)
            {
                // Suffix order compares the last word first, and then the context in suffix order.
                parents[n] = trie.Parents(n);
                int[] parentRanks = Array.ConvertAll(parents[n], parent => ranks[parent]);
                sorted = CountingSort.Sort(CountingSort.Places(trie.Count(n)), parentRanks, trie.Count(n - 1));
                sorted = CountingSort.Sort(sorted, trie.Words(n), trie.VocabularySize);
                ranks = new int[sorted.Length];
                for (int rank = 0; rank < sorted.Length; rank++)
                {
                    ranks[sorted[rank]] = rank;
                }
            }

            AppendText($"\\{n}-grams:\n");
            WriteSection(n, sorted, parents);
            Append("\n"u8);
        }

        Append("\\end\\\n"u8);
    }

    private void WriteSection(int n, ReadOnlySpan<int> nodes, int[][] parents)
    {
        Span<int> words = stackalloc int[n];
        foreach (int node in nodes)
        {
            if (n == 1 && _leftOut.Contains(node))
            {
                continue;
            }

            AppendNumber(_tables.Log10Probabilities(n)[node]);
            int ancestor = node;
            for (int level = n; level > 1; level--)
            {
                words[level - 1] = _tables.Trie.Words(level)[ancestor];
                ancestor = parents[level][ancestor];
            }

            words[0] = ancestor;
            for (int i = 0; i < n; i++)
            {
                Append(i == 0 ? "\t"u8 : " "u8);
                Append(_tokens[words[i]]);
            }

            if (n < _tables.Trie.Order)
            {
                Append("\t"u8);
                AppendNumber(_tables.Log10Backoffs(n)[node]);
            }

            Append("\n"u8);
        }
    }

    private static byte[] Encode(string token, int id)
    {
        int separator = token.AsSpan().IndexOfAny("\0\t\n\r ");
        return separator < 0
            ? Utf8.GetBytes(token)
            : throw new NotSupportedException(
                $"Token {id} holds the character U+{(int)token[separator]:X4}, which separates tokens in ARPA files. "
                + "Save the model in this library's own format, or train with tokens that hold no white space.");
    }

    private void AppendNumber(float value)
    {
        Span<byte> text = stackalloc byte[ArpaNumber.MaximumLength];
        Append(text[..ArpaNumber.Format(value, text)]);
    }

    private void AppendText(FormattableString text) => Append(Encoding.ASCII.GetBytes(FormattableString.Invariant(text)));

    private void Append(ReadOnlySpan<byte> bytes) => _stream.Write(bytes);
}
