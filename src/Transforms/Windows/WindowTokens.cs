using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LanguageModeling.Windows;

/// <summary>The tokens of the current source row, and the getters that cut windows out of them.</summary>
internal abstract class WindowTokens
{
    /// <summary>Reads the source's current row.</summary>
    /// <returns>Its number of tokens.</returns>
    public abstract int Read();

    /// <summary>Creates the getter of windows.</summary>
    public abstract Delegate CreateWindowGetter(TokenWindowsOptions options, Func<TokenWindow> current);

    /// <summary>Creates the getter of targets.</summary>
    public abstract Delegate CreateTargetGetter(TokenWindowsOptions options, Func<TokenWindow> current);

    /// <summary>Creates a reader for a column of any item type.</summary>
    /// <param name="source">Where the column is read from.</param>
    /// <param name="column">A vector of Int32 or of keys.</param>
    /// <param name="padding">What fills up windows, as it stands in the column: an id, or a key.</param>
    public static WindowTokens Create(DataViewRow source, DataViewSchema.Column column, int padding)
        => (WindowTokens)typeof(WindowTokens).GetMethod(nameof(CreateTyped), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(((VectorDataViewType)column.Type).ItemType.RawType)
            .Invoke(null, BindingFlags.DoNotWrapExceptions, null, [source, column, padding], null)!;

    private static Typed<T> CreateTyped<T>(DataViewRow source, DataViewSchema.Column column, int padding)
        where T : unmanaged, System.Numerics.INumberBase<T>
        => new(source.GetGetter<VBuffer<T>>(column), T.CreateTruncating(padding));

    private sealed class Typed<T>(ValueGetter<VBuffer<T>> getter, T padding) : WindowTokens
        where T : unmanaged
    {
        private VBuffer<T> _buffer;
        private T[] _tokens = [];

        public override int Read()
        {
            getter(ref _buffer);
            if (_tokens.Length < _buffer.Length)
            {
                _tokens = new T[Math.Max(_buffer.Length, 2 * _tokens.Length)];
            }

            _buffer.CopyTo(_tokens); // dense, whatever the buffer is
            return _buffer.Length;
        }

        public override Delegate CreateWindowGetter(TokenWindowsOptions options, Func<TokenWindow> current)
        {
            ValueGetter<VBuffer<T>> window = (ref VBuffer<T> value) => Write(ref value, options, current(), shift: 0);
            return window;
        }

        public override Delegate CreateTargetGetter(TokenWindowsOptions options, Func<TokenWindow> current)
        {
            if (options.Rows == TokenWindowRows.Prediction)
            {
                ValueGetter<T> target = (ref T value) =>
                {
                    TokenWindow context = current();
                    value = _tokens[context.Start + context.Length];
                };
                return target;
            }

            ValueGetter<VBuffer<T>> targets = (ref VBuffer<T> value) => Write(ref value, options, current(), shift: 1);
            return targets;
        }

        private void Write(ref VBuffer<T> value, TokenWindowsOptions options, TokenWindow window, int shift)
        {
            int length = options.Ends == TokenWindowEnds.Pad ? options.Length : window.Length;
            VBufferEditor<T> editor = VBufferEditor.Create(ref value, length);
            Span<T> room = editor.Values;
            room.Fill(padding);
            int before = options.Rows == TokenWindowRows.Prediction ? length - window.Length : 0;
            _tokens.AsSpan(window.Start + shift, window.Length).CopyTo(room[before..]);
            value = editor.Commit();
        }
    }
}
