using System.Globalization;
using LanguageModeling.Cli.Terminal;
using Spectre.Console;

namespace LanguageModeling.Cli.Demo;

/// <summary>A table of the tokens of a text with the surprisal of each, in bits, as number, bar and colour.</summary>
internal static class SurprisalTable
{
    private static readonly string[] Columns = ["token", ">bits", "surprisal"];

    public static void Write(Output output, ITextCodec codec, string text, SequenceScore score)
    {
        output.Writer.WriteLine();
        output.Writer.WriteLine(text);
        IReadOnlyList<TextToken> encoded = codec.Encode(text);
        var rows = new List<IReadOnlyList<Cell>>();
        for (int t = 0; t < score.TokenCount; t++)
        {
            double bits = Math.Max(0, -score.TokenLogProbabilities[t] / Math.Log(2)); // never "-0.0"
            Color colour = ColourOf(bits);
            string token = t < encoded.Count ? text.Substring(encoded[t].Start, encoded[t].Length) : codec.GetToken(score.Tokens[t]); // the end
            string mark = score.Tokens[t] == codec.SpecialTokens.Unknown ? " (unknown)" : "";
            rows.Add([new Cell(token + mark, colour), bits.ToString("F1", CultureInfo.InvariantCulture), new Cell(Bar(bits), colour)]);
        }

        output.WriteTable(Columns, rows);
        output.WriteLine($"{score.TokenCount} tokens, {score.UnknownCount} unknown, perplexity {score.Perplexity:F2}");
    }

    private static string Bar(double bits) => new('█', (int)Math.Round(Math.Min(bits, 40)));

    private static Color ColourOf(double bits) => bits switch
    {
        < 2 => Color.Green,
        < 5 => Color.GreenYellow,
        < 9 => Color.Yellow,
        < 13 => Color.Orange1,
        _ => Color.Red,
    };
}
