namespace Microsoft.ML.Data;

/// <summary>
/// Mirrors shuffling with a pool: rows are drawn at random from the next <paramref name="poolSize"/> ones, after the source has
/// been shuffled itself where it can be. The order differs from upstream's; it is the same for each cursor.
/// </summary>
internal sealed class ShuffledView(IDataView source, int seed, int poolSize, bool shuffleSource) : IDataView
{
    public DataViewSchema Schema => source.Schema;

    public bool CanShuffle => true;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        Random random = rand ?? RandomUtils.Create(seed);
        bool[] active = ActiveColumns.Of(columnsNeeded, Schema);
        Random sourceRandom = shuffleSource && source.CanShuffle ? RandomUtils.Create(random) : null;
        return new Cursor(source.GetRowCursor(Schema.Select(active), sourceRandom), random, poolSize);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) => [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor : RootCursor
    {
        private readonly DataViewRowCursor _input;
        private readonly Random _random;
        private readonly RowBuffer _pool;
        private readonly Action<int> _fill;
        private readonly List<int> _waiting = [];   // slots of the pool with rows not yet given
        private readonly int _poolSize;
        private int _slot = -1;
        private bool _ended;

        public Cursor(DataViewRowCursor input, Random random, int poolSize)
        {
            (_input, _random, _poolSize) = (input, random, poolSize);
            _pool = new RowBuffer(input, 16);
            _fill = _pool.Filler(input);
        }

        public override DataViewSchema Schema => _input.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column) => _pool.IsActive(column);

        public override ValueGetter<DataViewRowId> GetIdGetter() => _pool.IdReader(Current);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Runtime.Contracts.Check(IsColumnActive(column), $"Column '{column.Name}' is not active.");
            return Generic.As<TValue>(_pool.Reader(column, Current));
        }

        protected override bool Advance()
        {
            while (!_ended && _waiting.Count < _poolSize)
            {
                int free = _slot >= 0 ? _slot : _waiting.Count;
                _slot = -1;
                if (_ended = !_input.MoveNext())
                {
                    break;
                }

                _fill(free);
                _waiting.Add(free);
            }

            if (_waiting.Count == 0)
            {
                return false;
            }

            int drawn = _random.Next(_waiting.Count);
            _slot = _waiting[drawn];
            _waiting[drawn] = _waiting[^1];
            _waiting.RemoveAt(_waiting.Count - 1);
            return true;
        }

        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            _input.Dispose();
        }

        private (RowBuffer Buffer, int Slot) Current()
        {
            CheckOnRow();
            return (_pool, _slot);
        }
    }
}
