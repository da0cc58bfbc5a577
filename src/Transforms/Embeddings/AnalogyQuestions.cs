namespace LanguageModeling.Embeddings;

/// <summary>Answers a file of analogy questions, many at a time.</summary>
internal sealed class AnalogyQuestions(WordVectors vectors, WordVectorEvaluationOptions options)
{
    private readonly EvaluationWords _words = new(vectors, options);
    private readonly List<string> _sections = [];
    private readonly List<(int Section, int Expected, int[] Given)> _asked = [];
    private readonly List<int> _skipped = []; // by section

    /// <summary>The results of all sections, and of all together.</summary>
    public IReadOnlyList<AnalogySectionResult> Answer(IEnumerable<string> lines)
    {
        Read(lines);
        WordVectors considered = options.MaximumWords is { } most ? vectors.Take(most) : vectors;
        SearchQuery[] queries =
        [
            .. _asked.Select(question => considered.AnalogyQuery(question.Given, options.Method)
                with { LeftOut = [.. question.Given.SelectMany(_words.AlikeTo)] }),
        ];
        (int Id, double Score)[][] best = NearestSearch.Find(considered, queries, 1, options.CancellationToken);
        var correct = new int[_sections.Count];
        var asked = new int[_sections.Count];
        for (int i = 0; i < best.Length; i++)
        {
            asked[_asked[i].Section]++;
            correct[_asked[i].Section] += best[i].Length > 0 && _words.AlikeTo(_asked[i].Expected).Contains(best[i][0].Id) ? 1 : 0;
        }

        return
        [
            .. _sections.Select((name, i) => new AnalogySectionResult(name, correct[i], asked[i], _skipped[i])),
            new AnalogySectionResult("all", correct.Sum(), asked.Sum(), _skipped.Sum()),
        ];
    }

    private void Read(IEnumerable<string> lines)
    {
        long number = 0;
        foreach (string line in lines)
        {
            number++;
            string[] fields = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length > 0 && fields[0][0] == ':')
            {
                Begin(line.Trim().TrimStart(':').Trim());
            }
            else if (fields.Length == 4)
            {
                if (_sections.Count == 0)
                {
                    Begin("");
                }

                int[] ids = [.. fields.Select(_words.Find)];
                if (ids.Contains(-1))
                {
                    _skipped[^1]++;
                }
                else
                {
                    _asked.Add((_sections.Count - 1, ids[3], ids[..3]));
                }
            }
            else if (fields.Length > 0)
            {
                throw new InvalidDataException(
                    $"Line {number}: expected four words, or a colon and the name of a section, but found {fields.Length} words. Give a file of the form of questions-words.txt.");
            }
        }
    }

    private void Begin(string section)
    {
        _sections.Add(section);
        _skipped.Add(0);
    }
}
