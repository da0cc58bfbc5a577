using LanguageModeling.Bridge;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LanguageModeling.Windows;

/// <summary>Repeats each row of a source, once for each of its windows. The columns of windows are computed from <see cref="Current"/>.</summary>
internal sealed class WindowCursor : DataViewRowCursor
{
    private readonly DataViewRowCursor _source;
    private readonly TokenWindowsOptions _options;
    private readonly ValueGetter<DataViewRowId> _idGetter;
    private readonly List<TokenWindow> _windows = [];
    private DataViewRowId _sourceId;
    private int _window = -1;
    private long _position = -1;
    private bool _ended;

    public WindowCursor(DataViewRowCursor source, DataViewSchema.Column tokens, int padding, TokenWindowsOptions options)
    {
        _source = source;
        _options = options;
        _idGetter = source.GetIdGetter();
        Tokens = WindowTokens.Create(source, tokens, padding);
    }

    /// <summary>The tokens of the current source row.</summary>
    public WindowTokens Tokens { get; }

    public override DataViewSchema Schema => _source.Schema;

    public override long Position => _position;

    public override long Batch => _source.Batch;

    /// <summary>The window of the current row.</summary>
    public TokenWindow Current() => _position >= 0 ? _windows[_window] : throw BatchBinding.NotOnRow();

    public override bool IsColumnActive(DataViewSchema.Column column) => _source.IsColumnActive(column);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => _source.GetGetter<TValue>(column);

    public override ValueGetter<DataViewRowId> GetIdGetter()
        => (ref DataViewRowId value) =>
        {
            Current();
            value = _sourceId.Combine(new DataViewRowId((ulong)_window, 0));
        };

    public override bool MoveNext()
    {
        _window++;
        while (!_ended && _window >= _windows.Count)
        {
            _ended = !_source.MoveNext();
            if (!_ended)
            {
                _idGetter(ref _sourceId);
                WindowPlan.Plan(_options, Tokens.Read(), _sourceId, _windows);
                _window = 0;
            }
        }

        _position = _ended ? -1 : _position + 1;
        return !_ended;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _source.Dispose();
        }

        base.Dispose(disposing);
    }
}
