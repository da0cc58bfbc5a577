using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;

namespace Microsoft.ML.Tokenizers;

/// <content>From ids to text.</content>
public sealed partial class BpeTokenizer
{
    public override string Decode(IEnumerable<int> ids) => Decode(ids, considerSpecialTokens: true);

    public string Decode(IEnumerable<int> ids, bool considerSpecialTokens)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return ByteLevel ? DecodeBytes(ids, considerSpecialTokens) : DecodeChars(ids, considerSpecialTokens);
    }

    public override OperationStatus Decode(IEnumerable<int> ids, Span<char> destination, out int idsConsumed, out int charsWritten)
        => Decode(ids, destination, considerSpecialTokens: true, out idsConsumed, out charsWritten);

    public OperationStatus Decode(IEnumerable<int> ids, Span<char> destination, bool considerSpecialTokens, out int idsConsumed, out int charsWritten)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return ByteLevel
            ? DecodeBytes(ids, destination, considerSpecialTokens, out idsConsumed, out charsWritten)
            : DecodeChars(ids, destination, considerSpecialTokens, out idsConsumed, out charsWritten);
    }

    private string DecodeChars(IEnumerable<int> ids, bool considerSpecialTokens)
    {
        var text = new StringBuilder();
        foreach (int id in ids)
        {
            bool special = _specialById.TryGetValue(id, out string? token);
            if (special || IsUnknown(id))
            {
                text.Append(considerSpecialTokens ? token ?? UnknownToken : null);
            }
            else
            {
                text.Append(_tokens.GetValueOrDefault(id));
            }
        }

        if (EndOfWordSuffix is { Length: > 0 } suffix)
        {
            if (text.ToString().EndsWith(suffix, StringComparison.Ordinal))
            {
                text.Length -= suffix.Length;
            }

            text.Replace(suffix, " ");
        }

        return ContinuingSubwordPrefix is { Length: > 0 } prefix ? text.Replace(prefix, "").ToString() : text.ToString();
    }

    private string DecodeBytes(IEnumerable<int> ids, bool considerSpecialTokens)
    {
        var bytes = new List<byte>();
        foreach (int id in ids)
        {
            if (_specialById.TryGetValue(id, out string? special))
            {
                ByteAlphabet.ReadLeniently(considerSpecialTokens ? special : "", bytes);
            }
            else if (_tokens.TryGetValue(id, out string? token))
            {
                ByteAlphabet.ReadLeniently(Bare(token), bytes);
            }
        }

        return Encoding.UTF8.GetString(CollectionsMarshal.AsSpan(bytes));
    }

    /// <summary>Unlike the string form, this one leaves special tokens that are not in the vocabulary out, as the real one does.</summary>
    private OperationStatus DecodeChars(IEnumerable<int> ids, Span<char> destination, bool considerSpecialTokens, out int idsConsumed, out int charsWritten)
    {
        idsConsumed = 0;
        charsWritten = 0;
        bool space = false; // the last token ended a word
        int beforeSpace = 0;
        foreach (int id in ids)
        {
            if (IsUnknown(id) && !considerSpecialTokens)
            {
                idsConsumed++;
                continue;
            }

            if (space)
            {
                if (charsWritten == destination.Length)
                {
                    charsWritten = beforeSpace;
                    return OperationStatus.DestinationTooSmall;
                }

                destination[charsWritten++] = ' ';
            }

            if (_tokens.TryGetValue(id, out string? token))
            {
                ReadOnlySpan<char> bare = Bare(token);
                space = EndOfWordSuffix is { Length: > 0 } suffix && WithoutPrefix(token).EndsWith(suffix, StringComparison.Ordinal);
                beforeSpace = space ? charsWritten : beforeSpace;
                if (!bare.TryCopyTo(destination[charsWritten..]))
                {
                    return OperationStatus.DestinationTooSmall;
                }

                charsWritten += bare.Length;
            }

            idsConsumed++;
        }

        return OperationStatus.Done;
    }

    private OperationStatus DecodeBytes(IEnumerable<int> ids, Span<char> destination, bool considerSpecialTokens, out int idsConsumed, out int charsWritten)
    {
        var joiner = new Utf8Joiner(destination);
        OperationStatus status = OperationStatus.Done;
        foreach (int id in ids)
        {
            if (_specialById.TryGetValue(id, out string? special))
            {
                if (!considerSpecialTokens)
                {
                    joiner.Skip();
                    continue;
                }

                status = joiner.Append(special);
            }
            else
            {
                status = _tokens.TryGetValue(id, out string? token)
                    ? joiner.Append(ByteAlphabet.Read(Bare(token)), checkRoomEarly: false)
                    : OperationStatus.InvalidData;
            }

            if (status != OperationStatus.Done)
            {
                break;
            }
        }

        idsConsumed = joiner.IdsConsumed;
        charsWritten = joiner.CharsWritten;
        return status;
    }

    private bool IsUnknown(int id) => UnknownToken is not null && id == _unknownId;

    /// <summary>The token without the marks of its place in a word.</summary>
    private ReadOnlySpan<char> Bare(string token)
    {
        ReadOnlySpan<char> bare = WithoutPrefix(token);
        return EndOfWordSuffix is { Length: > 0 } suffix && bare.EndsWith(suffix, StringComparison.Ordinal) ? bare[..^suffix.Length] : bare;
    }

    private ReadOnlySpan<char> WithoutPrefix(string token)
        => ContinuingSubwordPrefix is { Length: > 0 } prefix && token.StartsWith(prefix, StringComparison.Ordinal) ? token.AsSpan(prefix.Length) : token;
}
