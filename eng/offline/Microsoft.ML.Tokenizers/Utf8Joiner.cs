using System.Buffers;

namespace Microsoft.ML.Tokenizers;

/// <summary>Writes the bytes of one token after another as text; a character may be spread over several tokens.</summary>
internal ref struct Utf8Joiner(Span<char> destination)
{
    private readonly Span<char> _destination = destination;
    private readonly List<byte> _held = []; // bytes of the tokens that are not counted as consumed yet
    private readonly List<char> _chars = [];
    private int _heldIds;

    public int IdsConsumed { get; private set; }

    public int CharsWritten { get; private set; }

    public readonly bool Incomplete => _heldIds > 0;

    public void Skip() => IdsConsumed++;

    public OperationStatus Append(ReadOnlySpan<byte> token, bool checkRoomEarly)
    {
        foreach (byte b in token)
        {
            _held.Add(b);
        }

        _chars.Clear();
        if (!Utf8Text.TryDecode(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_held), _chars, out int consumed))
        {
            return OperationStatus.InvalidData;
        }

        bool complete = consumed == _held.Count;
        if ((complete || checkRoomEarly) && _chars.Count > _destination.Length - CharsWritten)
        {
            return OperationStatus.DestinationTooSmall;
        }

        _heldIds++;
        if (complete)
        {
            _chars.CopyTo(_destination[CharsWritten..]);
            CharsWritten += _chars.Count;
            IdsConsumed += _heldIds;
            _heldIds = 0;
            _held.Clear();
        }

        return OperationStatus.Done;
    }

    /// <summary>A token that is text already.</summary>
    public OperationStatus Append(ReadOnlySpan<char> text)
    {
        if (Incomplete)
        {
            return OperationStatus.InvalidData;
        }

        if (!text.TryCopyTo(_destination[CharsWritten..]))
        {
            return OperationStatus.DestinationTooSmall;
        }

        CharsWritten += text.Length;
        IdsConsumed++;
        return OperationStatus.Done;
    }
}
