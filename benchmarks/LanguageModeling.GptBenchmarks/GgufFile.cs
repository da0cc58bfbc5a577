using System.Runtime.InteropServices;
using System.Text;
using LanguageModeling.Weights;

namespace LanguageModeling.Benchmarks;

/// <summary>Writes a GPT-2 as a GGUF file in float32, without a vocabulary: what llama.cpp loads, and what its quantiser takes.</summary>
internal static class GgufFile
{
    private const int Alignment = 32;
    private const uint UInt32Value = 4, Float32Value = 6, TextValue = 8; // types of settings

    public static void Write(DecoderWeights weights, string path)
    {
        (string Name, long[] Dims, float[] Values)[] tensors = [.. Tensors(weights)];
        using var writer = new BinaryWriter(File.Create(path));
        DecoderShape shape = weights.Shape;
        (string Key, object Value)[] settings =
        [
            ("general.architecture", "gpt2"), ("general.name", "random"), ("general.file_type", 0u),
            ("gpt2.context_length", (uint)shape.Context), ("gpt2.embedding_length", (uint)shape.Hidden), ("gpt2.feed_forward_length", (uint)shape.Inner),
            ("gpt2.block_count", (uint)shape.Layers), ("gpt2.attention.head_count", (uint)shape.Heads), ("gpt2.attention.layer_norm_epsilon", shape.NormEpsilon),
            ("gpt2.vocab_size", (uint)shape.Vocabulary), ("tokenizer.ggml.model", "no_vocab"),
        ];
        writer.Write("GGUF"u8);
        writer.Write(3u);
        writer.Write((ulong)tensors.Length);
        writer.Write((ulong)settings.Length);
        Array.ForEach(settings, setting => WriteSetting(writer, setting.Key, setting.Value));
        ulong offset = 0;
        foreach ((string name, long[] dims, float[] values) in tensors)
        {
            WriteText(writer, name);
            writer.Write((uint)dims.Length);
            Array.ForEach([.. dims.Reverse()], dim => writer.Write((ulong)dim)); // the fastest first
            writer.Write(0u); // F32
            writer.Write(offset);
            offset += Align((ulong)values.Length * sizeof(float));
        }

        Pad(writer);
        foreach ((_, _, float[] values) in tensors)
        {
            writer.Write(MemoryMarshal.AsBytes(values.AsSpan()));
            Pad(writer);
        }
    }

    private static IEnumerable<(string Name, long[] Dims, float[] Values)> Tensors(DecoderWeights weights)
    {
        static (string, long[], float[]) Plain(string name, Weight weight) => (name, weight.Dims, weight.Read());
        static (string, long[], float[]) OutFirst(string name, Matrix matrix) => (name, [matrix.Out, matrix.In], matrix.ReadOutFirst());

        yield return Plain("token_embd.weight", weights.Embedding);
        yield return Plain("output.weight", weights.Embedding);
        yield return Plain("position_embd.weight", weights.Positions!);
        yield return Plain("output_norm.weight", weights.FinalNorm.Scale);
        yield return Plain("output_norm.bias", weights.FinalNorm.Bias!);
        foreach ((int i, DecoderLayer layer) in weights.Layers.Index())
        {
            foreach ((string name, NormWeights norm) in new[] { ("attn_norm", layer.AttentionNorm), ("ffn_norm", layer.MlpNorm) })
            {
                yield return Plain($"blk.{i}.{name}.weight", norm.Scale);
                yield return Plain($"blk.{i}.{name}.bias", norm.Bias!);
            }

            foreach ((string name, Linear linear) in new[] { ("attn_qkv", layer.QueryKeyValue), ("attn_output", layer.AttentionOutput), ("ffn_up", layer.Up), ("ffn_down", layer.Down) })
            {
                yield return OutFirst($"blk.{i}.{name}.weight", linear.Matrix);
                yield return Plain($"blk.{i}.{name}.bias", linear.Bias!);
            }
        }
    }

    private static void WriteSetting(BinaryWriter writer, string key, object value)
    {
        WriteText(writer, key);
        switch (value)
        {
            case uint number:
                writer.Write(UInt32Value);
                writer.Write(number);
                break;
            case float number:
                writer.Write(Float32Value);
                writer.Write(number);
                break;
            default:
                writer.Write(TextValue);
                WriteText(writer, (string)value);
                break;
        }
    }

    private static void WriteText(BinaryWriter writer, string text)
    {
        writer.Write((ulong)Encoding.UTF8.GetByteCount(text));
        writer.Write(Encoding.UTF8.GetBytes(text));
    }

    private static void Pad(BinaryWriter writer)
    {
        writer.Flush();
        writer.Write(new byte[(int)(Align((ulong)writer.BaseStream.Position) - (ulong)writer.BaseStream.Position)]);
    }

    private static ulong Align(ulong length) => (length + Alignment - 1) / Alignment * Alignment;
}
