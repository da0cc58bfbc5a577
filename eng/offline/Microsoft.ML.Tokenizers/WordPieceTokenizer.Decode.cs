using System.Buffers;
using System.Text;

namespace Microsoft.ML.Tokenizers;

/// <content>From ids to text.</content>
public partial class WordPieceTokenizer
{
    public override string Decode(IEnumerable<int> ids) => Decode(ids, skipSpecialTokens: false);

    /// <summary>Unknown ids are passed over; no space before a mark that ends a sentence or an apostrophe.</summary>
    public string Decode(IEnumerable<int> ids, bool skipSpecialTokens)
    {
        var text = new StringBuilder();
        bool first = true;
        foreach (int id in ids)
        {
            if (IsSkipped(id, skipSpecialTokens))
            {
                continue;
            }

            if (_tokens.TryGetValue(id, out string? token))
            {
                bool continues = token.StartsWith(ContinuingSubwordPrefix, StringComparison.CurrentCulture);
                bool spaced = !continues && !first && token[0] is not ('.' or ',' or '!' or '?' or '\'');
                text.Append(spaced ? " " : "").Append(continues ? token.AsSpan(ContinuingSubwordPrefix.Length) : token);
            }

            first = false;
        }

        return text.ToString();
    }

    public override OperationStatus Decode(IEnumerable<int> ids, Span<char> destination, out int idsConsumed, out int charsWritten)
        => Decode(ids, destination, skipSpecialTokens: false, out idsConsumed, out charsWritten);

    /// <summary>Unlike the string form, an unknown id is an error, every word gets its space, and skipped ids are not counted, as in the real one.</summary>
    public OperationStatus Decode(IEnumerable<int> ids, Span<char> destination, bool skipSpecialTokens, out int idsConsumed, out int charsWritten)
    {
        idsConsumed = 0;
        charsWritten = 0;
        foreach (int id in ids)
        {
            if (IsSkipped(id, skipSpecialTokens))
            {
                continue;
            }

            if (!_tokens.TryGetValue(id, out string? token))
            {
                return OperationStatus.InvalidData;
            }

            bool continues = token.StartsWith(ContinuingSubwordPrefix, StringComparison.Ordinal);
            string piece = continues ? token[ContinuingSubwordPrefix.Length..] : idsConsumed > 0 ? " " + token : token;
            if (!piece.TryCopyTo(destination[charsWritten..]))
            {
                return OperationStatus.DestinationTooSmall;
            }

            charsWritten += piece.Length;
            idsConsumed++;
        }

        return OperationStatus.Done;
    }

    private bool IsSkipped(int id, bool skipSpecialTokens) => skipSpecialTokens && _specialIds?.Contains(id) == true;
}
