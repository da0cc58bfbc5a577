using System.Text;

namespace Microsoft.ML.Data;

/// <summary>
/// Mirrors how lines are read and cut: empty lines and lines that begin with "//" are left out, the header is the first other
/// line that does not begin with "#"; spaces before a field are dropped, those at the end of the line only when trimming; a field
/// in quotes may hold separators and doubled quotes, and is empty when its quotes are wrong.
/// </summary>
internal static class LineParser
{
    private const int SampleLines = 1000;

    public static IEnumerable<(long Number, string Text)> Lines(IMultiStreamSource source, bool hasHeader)
    {
        for (int file = 0; file < source.Count; file++)
        {
            using TextReader reader = source.OpenTextReader(file);
            long number = 0;
            bool started = false;
            while (reader.ReadLine() is { } line)
            {
                number++;
                if (line.Length == 0 || line.StartsWith("//", StringComparison.Ordinal) || (!started && line[0] == '#'))
                {
                    continue;
                }

                if (started || !hasHeader)
                {
                    yield return (number, line);
                }

                started = true;
            }
        }
    }

    public static int CountFields(IMultiStreamSource sample, TextLoader.Options options)
        => Lines(sample, options.HasHeader).Take(SampleLines).Select(line => Cut(line.Text, options).Count).DefaultIfEmpty(0).Max();

    public static List<ReadOnlyMemory<char>> Cut(string line, TextLoader.Options options)
    {
        var fields = new List<ReadOnlyMemory<char>>();
        ReadOnlySpan<char> separators = options.Separators;
        bool skipSpaces = !separators.Contains(' ');
        line = options.TrimWhitespace ? line.TrimEnd() : line;
        int at = 0;
        while (true)
        {
            while (skipSpaces && at < line.Length && line[at] == ' ')
            {
                at++;
            }

            if (options.AllowQuoting && at < line.Length && line[at] == '"')
            {
                fields.Add(Quoted(line, ref at, separators));
            }
            else
            {
                int length = line.AsSpan(at).IndexOfAny(separators);
                length = length < 0 ? line.Length - at : length;
                fields.Add(line.AsMemory(at, length));
                at += length;
            }

            if (at >= line.Length)
            {
                return fields;
            }

            at++;   // the separator
        }
    }

    private static ReadOnlyMemory<char> Quoted(string line, ref int at, ReadOnlySpan<char> separators)
    {
        var text = new StringBuilder();
        bool closed = false;
        for (at++; at < line.Length && !closed; at++)
        {
            if (line[at] != '"')
            {
                text.Append(line[at]);
            }
            else if (at + 1 < line.Length && line[at + 1] == '"')
            {
                text.Append(line[at++]);
            }
            else
            {
                closed = true;
            }
        }

        for (; at < line.Length && !separators.Contains(line[at]); at++)
        {
            closed &= line[at] == ' ';   // anything but spaces behind the closing quote is an error
        }

        return closed ? text.ToString().AsMemory() : default;
    }
}
