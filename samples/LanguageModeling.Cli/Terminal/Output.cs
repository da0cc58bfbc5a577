using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Spectre.Console;

namespace LanguageModeling.Cli.Terminal;

/// <summary>
/// Standard output: UTF-8 without a byte order mark, lines that end in LF, tables drawn by Spectre on a terminal and aligned plain text elsewhere.
/// </summary>
/// <remarks>When the reader of a pipe leaves early, as <c>head</c> does, writing throws an <see cref="IOException"/> with <see cref="IsClosedPipe"/>.</remarks>
internal sealed class Output : IDisposable
{
    private readonly IAnsiConsole? _console;

    public Output()
    {
        IsTerminal = !Console.IsOutputRedirected;
        Writer = new StreamWriter(OpenStream(), new UTF8Encoding(false), bufferSize: 1 << 16) { NewLine = "\n", AutoFlush = IsTerminal };
        if (IsTerminal)
        {
            Console.OutputEncoding = new UTF8Encoding(false);
            _console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Writer) });
        }
    }

    /// <summary>Whether a person looks at it: colours and boxes are welcome.</summary>
    public bool IsTerminal { get; }

    /// <summary>Writes plain text.</summary>
    public TextWriter Writer { get; }

    /// <summary>Writes a line in the invariant culture.</summary>
    public void WriteLine(FormattableString line) => Writer.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    /// <summary>Writes a heading.</summary>
    public void WriteHeading(string text)
    {
        Writer.WriteLine();
        if (_console is not null)
        {
            _console.Write(new Rule($"[bold]{Markup.Escape(text)}[/]").LeftJustified());
        }
        else
        {
            Writer.WriteLine($"== {text} ==");
        }
    }

    /// <summary>Writes a table: boxed on a terminal, aligned columns elsewhere.</summary>
    /// <param name="headers">Names of the columns; one that begins with <c>&gt;</c> is right-aligned.</param>
    /// <param name="rows">Cells, as many as headers.</param>
    public void WriteTable(IReadOnlyList<string> headers, IReadOnlyList<IReadOnlyList<Cell>> rows)
    {
        if (_console is not null)
        {
            WriteBoxedTable(_console, headers, rows);
        }
        else
        {
            WritePlainTable(headers, rows);
        }
    }

    /// <summary>Whether an exception says that the reader of a pipe has gone.</summary>
    public static bool IsClosedPipe(IOException e)
        => e.Message.Contains("pipe", StringComparison.OrdinalIgnoreCase) || e.InnerException is IOException inner && IsClosedPipe(inner);

    /// <summary>Writes what is still held. After an error in writing, what is held is dropped.</summary>
    public void Dispose()
    {
        try
        {
            Writer.Dispose();
        }
        catch (IOException e) when (IsClosedPipe(e))
        {
            // Nobody reads on; that is the reader's choice.
        }
    }

    private static void WriteBoxedTable(IAnsiConsole console, IReadOnlyList<string> headers, IReadOnlyList<IReadOnlyList<Cell>> rows)
    {
        var table = new Table().Border(TableBorder.Rounded);
        foreach (string header in headers)
        {
            var column = new TableColumn($"[bold]{Markup.Escape(header.TrimStart('>'))}[/]");
            table.AddColumn(header.StartsWith('>') ? column.RightAligned() : column);
        }

        foreach (IReadOnlyList<Cell> row in rows)
        {
            table.AddRow([.. row.Select(cell => new Spectre.Console.Text(cell.Text, cell.Colour is { } colour ? new Style(colour) : null))]);
        }

        console.Write(table);
    }

    private void WritePlainTable(IReadOnlyList<string> headers, IReadOnlyList<IReadOnlyList<Cell>> rows)
    {
        int[] widths = [.. headers.Select((header, i) => rows.Select(row => row[i].Text.Length).Append(header.TrimStart('>').Length).Max())];
        WritePlainRow(headers, widths, [.. headers.Select(header => new Cell(header.TrimStart('>')))]);
        foreach (IReadOnlyList<Cell> row in rows)
        {
            WritePlainRow(headers, widths, row);
        }
    }

    private void WritePlainRow(IReadOnlyList<string> headers, int[] widths, IReadOnlyList<Cell> row)
    {
        IEnumerable<string> cells = row.Select((cell, i) => headers[i].StartsWith('>') ? cell.Text.PadLeft(widths[i]) : cell.Text.PadRight(widths[i]));
        Writer.WriteLine(string.Join("  ", cells).TrimEnd());
    }

    // The console's own stream swallows the error of a closed pipe, and a long job would run on for nobody. A file, which others may append
    // to, is left to it, as FileStream would keep a position of its own.
    private static Stream OpenStream()
    {
        if (Console.IsOutputRedirected && !OperatingSystem.IsWindows())
        {
            var stream = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
            if (!stream.CanSeek)
            {
                return stream;
            }
        }

        return Console.OpenStandardOutput();
    }
}
