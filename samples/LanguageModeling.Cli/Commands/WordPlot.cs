using System.Globalization;
using System.Security;
using System.Text;

namespace LanguageModeling.Cli.Commands;

/// <summary>A picture of labelled points as SVG.</summary>
internal static class WordPlot
{
    private const double Width = 1000;
    private const double Height = 800;
    private const double Margin = 60;

    /// <summary>Draws points with their labels, both axes on the same scale.</summary>
    public static string Draw(IReadOnlyList<string> labels, IReadOnlyList<(double X, double Y)> points)
    {
        (double left, double right) = (points.Min(p => p.X), points.Max(p => p.X));
        (double bottom, double top) = (points.Min(p => p.Y), points.Max(p => p.Y));
        double scale = Math.Min((Width - (2 * Margin)) / Math.Max(right - left, 1e-9), (Height - (2 * Margin)) / Math.Max(top - bottom, 1e-9));
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" font-family=\"sans-serif\" font-size=\"13\">\n");
        svg.Append(CultureInfo.InvariantCulture, $"<rect width=\"{Width}\" height=\"{Height}\" fill=\"white\"/>\n");
        for (int i = 0; i < labels.Count; i++)
        {
            double x = (Width / 2) + ((points[i].X - ((left + right) / 2)) * scale);
            double y = (Height / 2) - ((points[i].Y - ((bottom + top) / 2)) * scale);
            svg.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{x:F1}\" cy=\"{y:F1}\" r=\"3\" fill=\"#3366cc\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x + 5:F1}\" y=\"{y + 4:F1}\">{SecurityElement.Escape(Printable(labels[i]))}</text>\n");
        }

        return svg.Append("</svg>\n").ToString();
    }

    /// <summary>Characters that XML has no way to write become U+FFFD.</summary>
    private static string Printable(string label) => string.Concat(label.Select(c => c < ' ' || c is '\uFFFE' or '\uFFFF' ? '\uFFFD' : c));
}
