using LanguageModeling.Sampling;
using Microsoft.ML.Data;

namespace LanguageModeling.Windows;

/// <summary>Where the windows of a row of tokens lie.</summary>
internal static class WindowPlan
{
    /// <summary>Plans the windows of one row.</summary>
    /// <param name="options">Settings.</param>
    /// <param name="count">Number of tokens n in the row.</param>
    /// <param name="row">Identifies the row; random places depend on it.</param>
    /// <param name="windows">Emptied, then receives the windows in order.</param>
    public static void Plan(TokenWindowsOptions options, int count, DataViewRowId row, List<TokenWindow> windows)
    {
        windows.Clear();
        bool predicts = options.Rows == TokenWindowRows.Prediction;

        // A window with targets may not hold the last token, which has no next one; a prediction is named by the place of its target.
        int inputs = options.Target is null ? count : count - 1;
        int first = !predicts ? 0 : options.Ends == TokenWindowEnds.Drop ? options.Length : 1;
        int last = predicts ? count - 1 : options.Ends == TokenWindowEnds.Drop ? inputs - options.Length : inputs - 1;
        if (last < first)
        {
            return;
        }

        if (options.RandomCount is { } random)
        {
            // A random window is a full one where the row is long enough.
            int lastStart = predicts ? last : Math.Max(first, inputs - options.Length);
            ulong state = RowSeed.Combine((ulong)options.Seed, row.Low, row.High);
            for (int i = 0; i < random; i++)
            {
                ulong places = (ulong)(lastStart - first + 1);
                windows.Add(Create(first + (int)Math.BigMul(RowSeed.Next(ref state), places, out _)));
            }

            return;
        }

        int stride = options.Stride ?? (predicts ? 1 : options.Length);
        for (long place = first; place <= last; place += stride)
        {
            TokenWindow window = Create((int)place);
            windows.Add(window);
            if (!predicts && window.Start + window.Length >= inputs)
            {
                return; // what is left is in this window already
            }
        }

        TokenWindow Create(int place)
        {
            int start = predicts ? Math.Max(0, place - options.Length) : place;
            return new TokenWindow(start, (predicts ? place : Math.Min(inputs, place + options.Length)) - start);
        }
    }
}
