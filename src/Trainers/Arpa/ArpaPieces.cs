namespace LanguageModeling.Arpa;

/// <summary>The pieces of a section, in their order, read side by side on several threads.</summary>
/// <param name="lines">Where they come from.</param>
/// <param name="n">The order of the section.</param>
/// <param name="order">N.</param>
/// <param name="words">All words.</param>
internal sealed class ArpaPieces(ArpaLines lines, int n, int order, ArpaWords words) : IDisposable
{
    private readonly Queue<Task<ArpaPiece>> _ahead = new();
    private readonly Stack<ArpaPiece> _free = new();
    private ArpaPiece? _current;

    private static int MostAhead => Math.Min(8, Environment.ProcessorCount + 2);

    /// <summary>The next piece; null at the end of the file. It is valid until the next call.</summary>
    public ArpaPiece? Next()
    {
        if (_current is { } done)
        {
            lines.Free(done.Bytes);
            _free.Push(done);
            _current = null;
        }

        while (_ahead.Count < MostAhead && lines.TakePiece(out ArraySegment<byte> bytes))
        {
            ArpaPiece piece = _free.TryPop(out ArpaPiece? free) ? free : new ArpaPiece();
            _ahead.Enqueue(Task.Run(() =>
            {
                piece.Read(bytes, n, order, words);
                return piece;
            }));
        }

        return _current = _ahead.TryDequeue(out Task<ArpaPiece>? next) ? next.GetAwaiter().GetResult() : null;
    }

    /// <summary>Gives back the pieces that were read ahead; what is left of the current one stays with the lines.</summary>
    public void Dispose()
    {
        foreach (Task<ArpaPiece> piece in _ahead.Reverse())
        {
            lines.GiveBackLater(piece.GetAwaiter().GetResult().Bytes);
        }
    }
}
