namespace LanguageModeling.Generation;

/// <summary>Generates many texts side by side: the model computes the next step of all together, and a text that ends makes room for the next.</summary>
internal static class BatchGeneration
{
    /// <summary>Generates texts.</summary>
    /// <param name="model">The model.</param>
    /// <param name="count">Number of texts.</param>
    /// <param name="createContext">Gives the prompt of a text as a context, which is disposed when the text ends.</param>
    /// <param name="createGenerator">Begins a text.</param>
    /// <param name="batchSize">Most texts at a time.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The texts by number.</returns>
    public static GenerationResult[] Run(
        ILanguageModel model,
        int count,
        Func<int, TokenContext> createContext,
        Func<int, TokenContext, TextGenerator> createGenerator,
        int batchSize,
        CancellationToken cancellationToken)
    {
        var results = new GenerationResult[count];
        List<Row> rows = [];
        int next = 0;
        try
        {
            while (next < count || rows.Count > 0)
            {
                while (rows.Count < batchSize && next < count)
                {
                    rows.Add(new Row(next, createContext(next)));
                    rows[^1].Generator = createGenerator(next, rows[^1].Context);
                    next++;
                }

                rows.ForEach(row => row.Generator!.Advance(cancellationToken));
                model.EvaluateBatch([.. rows.Select(row => row.Context.State)], cancellationToken);
                for (int i = rows.Count - 1; i >= 0; i--)
                {
                    Row row = rows[i];
                    row.Generator!.Step(cancellationToken);
                    if (row.Generator.TryTake(out GeneratedText piece))
                    {
                        row.Text.Add(piece);
                    }

                    if (row.Generator.IsFinished)
                    {
                        results[row.Number] = row.Text.ToResult();
                        rows.RemoveAt(i);
                        row.Context.Dispose();
                    }
                }
            }

            return results;
        }
        finally
        {
            rows.ForEach(row => row.Context.Dispose());
        }
    }

    private sealed class Row(int number, TokenContext context)
    {
        public int Number => number;

        public TokenContext Context => context;

        public TextGenerator? Generator { get; set; }

        public TextCollector Text { get; } = new();
    }
}
