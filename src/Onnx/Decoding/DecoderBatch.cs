using LanguageModeling.Caches;
using LanguageModeling.Devices;
using LanguageModeling.Signatures;
using LanguageModeling.Tensors;

namespace LanguageModeling.Decoding;

/// <summary>
/// States that run side by side, one token of each at a time: weights are read once for all of them. A state sits in at most one batch, which then
/// has its cache; it leaves when it is used alone.
/// </summary>
/// <remarks>
/// The states may come to belong to several threads. What seats hold is changed under the lock of the batch, the states themselves by nobody but
/// who evaluates them.
/// </remarks>
internal sealed class DecoderBatch : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Decoder _decoder;
    private readonly DecoderSession _graph;
    private readonly BatchCache _cache;
    private readonly List<Seat> _seats = [];
    private CancellableRun? _run;
    private DecoderInputs? _inputs;
    private RealOutput? _logits;
    private bool _isBound;

    private DecoderBatch(Decoder decoder)
    {
        _decoder = decoder;
        _graph = decoder.GraphAfter(1);
        _cache = new BatchCache(decoder.Caches!);
    }

    /// <summary>Makes the logits of each state those after its last token; states that lack but this token share a run, and so do short prompts.</summary>
    public static void Evaluate(Decoder decoder, IEnumerable<OnnxState> states, CancellationToken cancellationToken)
    {
        using Lifetime.Use use = decoder.Lifetime.Begin();
        List<OnnxState> ready = [];
        List<OnnxState> prompts = [];
        foreach (OnnxState state in states.Distinct())
        {
            if (state.LacksOneToken())
            {
                ready.Add(state);
            }
            else if (state.HasReadNothing)
            {
                prompts.Add(state);
            }
            else
            {
                state.Evaluate(cancellationToken);
            }
        }

        PromptBatch.Evaluate(decoder, prompts, cancellationToken);

        DecoderBatch? batch = ready.Where(state => state.Seat is not null).GroupBy(state => state.Seat!.Batch).MaxBy(group => group.Count())?.Key;
        if (ready.Count > 1 && batch is null && decoder.CanBatch)
        {
            batch = new DecoderBatch(decoder);
        }

        if (batch is null)
        {
            ready.ForEach(state => state.Evaluate(cancellationToken));
            return;
        }

        batch.Run(ready, cancellationToken);
    }

    /// <summary>As <see cref="Evaluate"/> for states that lack one token each.</summary>
    public static void Run(Decoder decoder, IReadOnlyList<OnnxState> states) => new DecoderBatch(decoder).Run(states, CancellationToken.None);

    /// <summary>Gives up what the rows took, when the last state leaves; another use takes it anew.</summary>
    public void Dispose()
    {
        ReleaseRun();
        _cache.Dispose();
    }

    private void Run(IReadOnlyList<OnnxState> states, CancellationToken cancellationToken)
    {
        foreach (OnnxState state in states)
        {
            if (state.Seat is not null && state.Seat.Batch != this)
            {
                state.LeaveBatch(); // before the lock is taken
            }
        }

        lock (_gate)
        {
            Place(states);
            Prepare();
            _run!.Run(_graph.Session, _inputs!.Binding, cancellationToken);
            _cache.Commit();
            _isBound = _decoder.IsInPlace && !_decoder.Caches!.Store.IsCopied;
            for (int i = 0; i < _seats.Count; i++)
            {
                _seats[i].Length++;
                _seats[i].State.TakeStep(_logits!, i);
            }
        }
    }

    /// <summary>Makes the batch consist of these states, each with the tokens that it has read and no others.</summary>
    private void Place(IReadOnlyList<OnnxState> states)
    {
        for (int i = _seats.Count - 1; i >= 0; i--)
        {
            if (!states.Contains(_seats[i].State))
            {
                Vacate(_seats[i], keep: true);
            }
        }

        bool isPlaced = _decoder.IsInPlace
            ? _seats.TrueForAll(seat => seat.State.ReadCount < _cache.Width)
            : _cache.Rows == _seats.Count && _seats.TrueForAll(seat => seat.State.ReadCount == seat.Length);
        foreach (OnnxState state in states)
        {
            state.Forget();
            if (state.Seat?.Batch == this && !state.Seat.IsVacant)
            {
                continue;
            }

            state.LeaveBatch();
            isPlaced = isPlaced && _cache.HasRoom(state.ReadCount);
            if (isPlaced)
            {
                Sit(state, _cache.Rows);
                _cache.Add(state.OwnRow, state.ReadCount);
            }
        }

        if (!isPlaced)
        {
            List<(CacheRow, int)> rows = [.. _seats.Select(seat => (_cache.Row(seat.Row, seat.Length), seat.State.ReadCount))];
            OnnxState[] newcomers = [.. states.Where(state => state.Seat is null)];
            rows.AddRange(newcomers.Select(state => (state.OwnRow, state.ReadCount)));
            _cache.Rebuild(rows);
            Array.ForEach(newcomers, state => Sit(state, 0));
            ReleaseRun();
        }

        for (int i = 0; i < _seats.Count; i++)
        {
            _seats[i].Row = i;
            _seats[i].Length = _seats[i].State.ReadCount;
            _seats[i].State.ReleaseOwnCache();
        }
    }

    private void Sit(OnnxState state, int row)
    {
        var seat = new Seat(this, state) { Row = row };
        _seats.Add(seat);
        state.Seat = seat;
        ReleaseRun();
    }

    private void Vacate(Seat seat, bool keep)
    {
        if (keep)
        {
            seat.Kept = KeyValueCache.Copy(_cache.Row(seat.Row, seat.Length), seat.Length);
        }

        Seat last = _seats[^1];
        if (_decoder.IsInPlace)
        {
            _cache.Remove(seat.Row, last.Length);
            _seats[seat.Row] = last;
            _seats.RemoveAt(_seats.Count - 1);
            last.Row = seat.Row;
        }
        else
        {
            _seats.Remove(seat); // the rows are put together by the next run
        }

        seat.IsVacant = true;
        ReleaseRun();
    }

    private void Prepare()
    {
        int rows = _seats.Count;
        if (_inputs is null)
        {
            _run = new CancellableRun(_decoder.ContextLength is not null);
            _inputs = new DecoderInputs(_graph.Session, _graph.Signature, rows, steps: 1, logitRows: rows);
            _inputs.SetLogitCount(1);
            _logits = _graph.Signature.Logits.Rank == 2
                ? new RealOutput(_inputs.Binding, _graph.Signature.Logits, null, rows, _graph.VocabularySize)
                : new RealOutput(_inputs.Binding, _graph.Signature.Logits, null, rows, 1, _graph.VocabularySize);
        }

        int longest = 0;
        foreach (Seat seat in _seats)
        {
            longest = Math.Max(longest, seat.Length + 1);
        }

        _inputs.SetWidth(longest - 1, longest);
        for (int row = 0; row < rows; row++)
        {
            int length = _seats[row].Length;
            _inputs.SetRow(row, [_seats[row].State.NextToken], length);
            _inputs.SetLogitRow(row, row, 0);
            int padding = longest - length - 1;
            int first = _decoder.IsInPlace ? longest - padding : 0;
            for (int column = first; column < first + padding; column++)
            {
                _inputs.Hide(row, column);
            }
        }

        _inputs.Bind();
        if (!_isBound)
        {
            _cache.Bind(_inputs.Binding, _graph.Signature.Entries);
        }
    }

    /// <summary>Another number of rows takes other inputs and outputs.</summary>
    private void ReleaseRun()
    {
        _logits?.Dispose();
        _inputs?.Dispose();
        _run?.Dispose();
        (_inputs, _logits, _run, _isBound) = (null, null, null, false);
    }

    /// <summary>The place of a state in a batch. Its state lets go of it; what the batch took from it meanwhile, it finds here.</summary>
    internal sealed class Seat(DecoderBatch batch, OnnxState state)
    {
        public DecoderBatch Batch => batch;

        public OnnxState State => state;

        /// <summary>Row of the cache.</summary>
        public int Row { get; set; }

        /// <summary>Tokens in it.</summary>
        public int Length { get; set; }

        /// <summary>Whether the batch goes on without the state.</summary>
        public bool IsVacant { get; set; }

        /// <summary>The state's part of the cache, once the batch goes on without it.</summary>
        public KeyValueCache? Kept { get; set; }

        /// <summary>Takes the state out of the batch.</summary>
        /// <param name="keep">Whether its part of the cache is wanted.</param>
        /// <returns>This part, the caller's now.</returns>
        public KeyValueCache? Leave(bool keep)
        {
            lock (batch._gate)
            {
                if (!IsVacant && batch._decoder.Lifetime.TryBegin() is Lifetime.Use use)
                {
                    batch.Vacate(this, keep);
                    use.Dispose();
                }

                if (batch._seats.Count == 0)
                {
                    batch.Dispose();
                }
            }

            if (!keep)
            {
                Kept?.Dispose();
            }

            return Kept;
        }
    }
}
