using System.Collections.Frozen;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace LanguageModeling.Cli.Text;

/// <summary>
/// Reads the English prose of .NET XML documentation files: what stands in <c>summary</c>, <c>remarks</c>, <c>returns</c> and <c>param</c>,
/// with references turned into the words that a reader would see.
/// </summary>
internal static class DocumentationText
{
    private static readonly FrozenSet<string> Sections = FrozenSet.Create("summary", "remarks", "returns", "param");
    private static readonly FrozenSet<string> Blocks = FrozenSet.Create(
        "para", "p", "br", "list", "listheader", "item", "term", "description", "ul", "ol", "li", "div");
    private static readonly FrozenSet<string> NotProse = FrozenSet.Create("code", "pre", "format", "script", "example", "inheritdoc", "include");

    /// <summary>Reads the distinct sentences of several files, in order of first appearance.</summary>
    /// <param name="paths">XML documentation files.</param>
    /// <param name="minimumWords">Shorter sentences are left out; most are headings and labels.</param>
    /// <exception cref="InvalidDataException">A file is not well-formed XML.</exception>
    public static IEnumerable<string> ReadSentences(IEnumerable<string> paths, int minimumWords = 3)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (string path in paths)
        {
            foreach (string sentence in ReadParagraphs(path).SelectMany(Sentences.Split))
            {
                if (Sentences.IsProse(sentence, minimumWords) && seen.Add(sentence))
                {
                    yield return sentence;
                }
            }
        }
    }

    /// <summary>Reads the paragraphs of one file, in the file's order, white space normalised.</summary>
    /// <param name="path">An XML documentation file.</param>
    /// <exception cref="InvalidDataException">The file is not well-formed XML.</exception>
    public static IEnumerable<string> ReadParagraphs(string path)
    {
        using FileStream stream = File.OpenRead(path);
        foreach (string paragraph in ReadParagraphs(stream, path))
        {
            yield return paragraph;
        }
    }

    /// <summary>Reads the paragraphs of one document.</summary>
    /// <param name="stream">XML, read from its current position; left open.</param>
    /// <param name="name">Names the document in messages.</param>
    public static IEnumerable<string> ReadParagraphs(Stream stream, string name)
    {
        using XmlReader reader = XmlReader.Create(stream);
        var paragraphs = new List<string>();
        while (ReadMember(reader, name) is { } member)
        {
            paragraphs.Clear();
            foreach (XElement section in member.Elements().Where(e => Sections.Contains(e.Name.LocalName)))
            {
                var text = new StringBuilder();
                AddProse(section, text, paragraphs);
                EndParagraph(text, paragraphs);
            }

            foreach (string paragraph in paragraphs)
            {
                yield return paragraph;
            }
        }
    }

    private static XElement? ReadMember(XmlReader reader, string name)
    {
        try
        {
            // After ReadFrom the reader may stand on the next member already: ReadToFollowing would step over it.
            bool found = reader is { NodeType: XmlNodeType.Element, LocalName: "member" } || reader.ReadToFollowing("member");
            return found ? (XElement)XNode.ReadFrom(reader) : null;
        }
        catch (XmlException e)
        {
            throw new InvalidDataException($"{name}, line {e.LineNumber}: this is not well-formed XML documentation. {e.Message}", e);
        }
    }

    private static void AddProse(XElement element, StringBuilder text, List<string> paragraphs)
    {
        foreach (XNode node in element.Nodes())
        {
            if (node is XText words)
            {
                text.Append(words.Value);
            }
            else if (node is XElement child && !NotProse.Contains(child.Name.LocalName))
            {
                AddElement(child, text, paragraphs);
            }
        }
    }

    private static void AddElement(XElement element, StringBuilder text, List<string> paragraphs)
    {
        string tag = element.Name.LocalName;
        if (Blocks.Contains(tag))
        {
            EndParagraph(text, paragraphs);
            AddProse(element, text, paragraphs);
            EndParagraph(text, paragraphs);
        }
        else if (element.Nodes().Any())
        {
            AddProse(element, text, paragraphs);
        }
        else if (tag is "paramref" or "typeparamref")
        {
            text.Append((string?)element.Attribute("name"));
        }
        else if ((string?)element.Attribute("langword") is { } keyword)
        {
            text.Append(keyword);
        }
        else if (((string?)element.Attribute("cref") ?? (string?)element.Attribute("uid")) is { } reference)
        {
            text.Append(GetName(reference));
        }
    }

    /// <summary>The words for a reference: <c>T:System.String</c> is "String", <c>M:System.String.Trim(System.Char)</c> is "String.Trim".</summary>
    internal static string GetName(string reference)
    {
        bool hasKind = reference.Length > 2 && reference[1] == ':';
        char kind = hasKind ? reference[0] : reference.Contains('(') ? 'M' : 'T';
        string path = hasKind ? reference[2..] : reference;
        int end = path.IndexOfAny(['(', '{', '~', '<']);
        path = end >= 0 ? path[..end] : path;
        if (kind == 'N')
        {
            return path;
        }

        List<string> parts = [.. path.Split('.').Select(WithoutArity)];
        if (parts is [.., "#ctor" or "#cctor"])
        {
            parts.RemoveAt(parts.Count - 1);
            kind = 'T';
        }

        string last = parts[^1].Replace('#', '.');
        return kind is 'T' or '!' || parts.Count < 2 ? last : $"{parts[^2]}.{last}";
    }

    private static string WithoutArity(string part)
    {
        int tick = part.IndexOf('`', StringComparison.Ordinal);
        return tick > 0 ? part[..tick] : part;
    }

    private static void EndParagraph(StringBuilder text, List<string> paragraphs)
    {
        string[] words = text.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        text.Clear();
        if (words.Length > 0)
        {
            paragraphs.Add(string.Join(' ', words));
        }
    }
}
