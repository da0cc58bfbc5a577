using System.CommandLine;
using System.Globalization;
using System.Numerics.Tensors;
using LanguageModeling.Cli.Terminal;

namespace LanguageModeling.Cli.Commands;

/// <summary><c>lm embed</c>: a vector for each line, by a model or by word vectors.</summary>
internal static class EmbedCommand
{
    private const string Json = "json";
    private const string Text = "text";
    private const int LinesPerCall = 64;

    public static Command Create()
    {
        var model = new ModelArguments("Folder or .onnx file of an encoder or decoder that gives hidden states; or word vectors of word2vec, gensim, fastText, GloVe or lm.");
        Argument<string> file = InputText.CreateFile();
        var pooling = new Option<EmbeddingPooling?>("--pooling")
        {
            Description = "How the vectors of a line's tokens become one: mean, first (CLS), last, max, min, sum, …; of word vectors also SmoothInverseFrequency and "
                + "InverseDocumentFrequency, with the lines as the corpus. Default: what the files beside the model tell, or mean.",
            HelpName = "K",
        };
        var raw = new Option<bool>("--no-normalize") { Description = "Leave vectors as long as they are. Default: what the files beside the model tell, or length 1." };
        var most = new Option<int?>("--max-tokens") { Description = "Most tokens of a line; the rest is cut off.", HelpName = "N" };
        var outputName = new Option<string?>("--output-name") { Description = "Output of the graph to take.", HelpName = "NAME" };
        var words = new WordEmbedding();
        var format = new Option<string>("--format") { Description = "text (numbers with spaces between them, a line each) or json (an object a line).", DefaultValueFactory = _ => Text };
        format.AcceptOnlyFromAmong(Text, Json);
        Option<bool> replaceInvalid = InputText.CreateReplaceInvalid();
        var command = new Command("embed", "Turn lines of text into vectors, with an ONNX model or with word vectors.") { model, file, pooling, raw, most, outputName };
        words.AddTo(command);
        command.Add(format);
        command.Add(replaceInvalid);
        command.SetWork((parsed, output, cancellationToken) =>
        {
            string path = model.GetPath(parsed);
            IEnumerable<string> lines = InputText.ReadLines(parsed.GetValue(file)!, parsed.GetValue(replaceInvalid));
            bool asJson = parsed.GetValue(format) == Json;
            foreach ((string line, float[] vector) in ModelFile.IsOnnx(path) ? WithModel() : WithWords())
            {
                output.Writer.WriteLine(asJson
                    ? JsonLine.Write([("text", line), ("embedding", vector.Select(ToDouble))])
                    : string.Join(' ', vector.Select(value => value.ToString(CultureInfo.InvariantCulture))));
            }

            IEnumerable<(string, float[])> WithModel()
            {
                Refuse(words.FindGiven(parsed), "goes with word vectors, not with an ONNX model");
                OnnxModelOptions options = model.GetOptions(parsed);
                using OnnxTextEmbedder embedder = OnnxTextEmbedder.Load(path, new OnnxTextEmbedderOptions
                {
                    Model = model.TakesIds(parsed) ? options with { Codec = new IdCodec(int.MaxValue) } : options,
                    Pooling = parsed.GetValue(pooling),
                    Normalize = parsed.GetValue(raw) ? false : null,
                    MaximumTokens = parsed.GetValue(most),
                    OutputName = parsed.GetValue(outputName),
                });
                foreach (string[] some in lines.Chunk(LinesPerCall))
                {
                    foreach ((string, float[]) embedded in some.Zip(embedder.Embed(some, cancellationToken)))
                    {
                        yield return embedded;
                    }
                }
            }

            IEnumerable<(string, float[])> WithWords()
            {
                Refuse(parsed.GetResult(outputName)?.Option.Name ?? model.FindGiven(parsed), "goes with an ONNX model, not with word vectors");
                WordVectors vectors = WordVectorFile.Load(path);
                EmbeddingPooling kind = parsed.GetValue(pooling) ?? EmbeddingPooling.Mean;
                foreach ((string line, float[] vector) in words.Embed(parsed, vectors, kind, parsed.GetValue(most), lines, cancellationToken))
                {
                    yield return (line, parsed.GetValue(raw) ? vector : Normalize(vector, vectors.Dimension));
                }
            }
        });
        return command;
    }

    private static void Refuse(string? option, string reason)
    {
        if (option is not null)
        {
            throw new ArgumentException($"{option} {reason}. Leave it out.");
        }
    }

    /// <summary>Scales each vector of D numbers to length 1; zeros stay.</summary>
    private static float[] Normalize(float[] vectors, int dimension)
    {
        for (int i = 0; i < vectors.Length; i += dimension)
        {
            Span<float> vector = vectors.AsSpan(i, dimension);
            float length = TensorPrimitives.Norm<float>(vector);
            if (length > 0)
            {
                TensorPrimitives.Divide(vector, length, vector);
            }
        }

        return vectors;
    }

    // The shortest digits of the float, not those of its double.
    private static double ToDouble(float value) => double.Parse(value.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
