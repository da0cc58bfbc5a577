using System.Text.Encodings.Web;
using System.Text.Json;

namespace LanguageModeling.Tokenizers;

/// <summary>Writes tokenizer.json, so that Hugging Face's tokenizers read it.</summary>
internal static class TokenizerJsonWriter
{
    /// <summary>Writes a tokenizer.</summary>
    /// <param name="pipeline">Its steps.</param>
    /// <returns>The file's bytes.</returns>
    public static byte[] Write(TokenizerPipeline pipeline)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" }))
        {
            writer.WriteStartObject();
            writer.WriteString("version", "1.0");
            WriteTruncation(writer, pipeline.Truncation);
            WritePadding(writer, pipeline.Padding);
            WriteAddedTokens(writer, pipeline);
            WriteStep(writer, "normalizer", pipeline.Normalization, step => step.Write(writer));
            WriteStep(writer, "pre_tokenizer", pipeline.Splitting, step => step.Write(writer));
            WriteStep(writer, "post_processor", pipeline.Processing, step => step.Write(writer));
            WriteStep(writer, "decoder", pipeline.Decoding, step => step.Write(writer));
            writer.WritePropertyName("model");
            pipeline.Model.Write(writer);
            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void WriteStep<T>(Utf8JsonWriter writer, string name, T? step, Action<T> write)
        where T : class
    {
        writer.WritePropertyName(name);
        if (step is null)
        {
            writer.WriteNullValue();
        }
        else
        {
            write(step);
        }
    }

    private static void WriteAddedTokens(Utf8JsonWriter writer, TokenizerPipeline pipeline)
    {
        var added = new AddedVocabulary(pipeline.AddedTokens, pipeline.Model.Tokens, pipeline.Normalization, parseSpecial: true);
        writer.WriteStartArray("added_tokens");
        foreach ((int id, AddedToken token) in added.Tokens)
        {
            writer.WriteStartObject();
            writer.WriteNumber("id", id);
            writer.WriteString("content", token.Content);
            writer.WriteBoolean("single_word", token.SingleWord);
            writer.WriteBoolean("lstrip", token.StripLeft);
            writer.WriteBoolean("rstrip", token.StripRight);
            writer.WriteBoolean("normalized", token.Normalized);
            writer.WriteBoolean("special", token.Special);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteTruncation(Utf8JsonWriter writer, TokenTruncation? truncation)
    {
        if (truncation is null)
        {
            writer.WriteNull("truncation");
            return;
        }

        writer.WriteStartObject("truncation");
        writer.WriteString("direction", truncation.Side.ToString());
        writer.WriteNumber("max_length", truncation.MaxLength);
        writer.WriteString("strategy", truncation.Strategy.ToString());
        writer.WriteNumber("stride", truncation.Stride);
        writer.WriteEndObject();
    }

    private static void WritePadding(Utf8JsonWriter writer, TokenPadding? padding)
    {
        if (padding is null)
        {
            writer.WriteNull("padding");
            return;
        }

        writer.WriteStartObject("padding");
        if (padding.Length is { } length)
        {
            writer.WriteStartObject("strategy");
            writer.WriteNumber("Fixed", length);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteString("strategy", "BatchLongest");
        }

        writer.WriteString("direction", padding.Side.ToString());
        if (padding.MultipleOf is { } multiple)
        {
            writer.WriteNumber("pad_to_multiple_of", multiple);
        }
        else
        {
            writer.WriteNull("pad_to_multiple_of");
        }

        writer.WriteNumber("pad_id", padding.Id ?? 0);
        writer.WriteNumber("pad_type_id", padding.TypeId);
        writer.WriteString("pad_token", padding.Token ?? "[PAD]");
        writer.WriteEndObject();
    }
}
