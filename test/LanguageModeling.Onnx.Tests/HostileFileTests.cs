using System.Text;
using LanguageModeling.Building;
using LanguageModeling.Tests.Models;

namespace LanguageModeling.Tests;

/// <summary>Files that were cut, or in which bytes were changed: reading ends well or with an error that names what is wrong, never in another way.</summary>
[TestClass]
public sealed class HostileFileTests
{
    [TestMethod]
    public void Read_DamagedOnnx_IsRefusedOrRead()
    {
        using var folder = new TemporaryFolder();
        TinyDecoder.WritePlain(TinyDecoder.Create(TinyDecoder.Gpt2Shape with { Layers = 1, Vocabulary = 8, Context = 4, Hidden = 8, HeadSize = 2, Inner = 8 }), folder.File("m.onnx"));

        Damage(folder, "m.onnx", folder.File("m.onnx"), rounds: 500);
    }

    [TestMethod]
    public void Read_DamagedSafetensors_IsRefusedOrRead()
    {
        using var folder = new TemporaryFolder();
        HuggingFaceWriter.Write(TinyDecoder.Create(TinyDecoder.LlamaShape with { Layers = 1, Vocabulary = 8, Context = 4, Hidden = 8, Heads = 2, KeyValueHeads = 1, Inner = 8 }), folder.Path);

        Damage(folder, "model.safetensors", folder.Path, rounds: 400, within: 3000);
    }

    [TestMethod]
    public void Read_DamagedConfig_IsRefusedOrRead()
    {
        using var folder = new TemporaryFolder();
        HuggingFaceWriter.Write(TinyDecoder.Create(TinyDecoder.Gpt2Shape with { Layers = 1, Vocabulary = 8, Context = 4, Hidden = 8, HeadSize = 2, Inner = 8 }), folder.Path);

        Damage(folder, "config.json", folder.Path, rounds: 300);
    }

    private static void Damage(TemporaryFolder folder, string name, string source, int rounds, int within = int.MaxValue)
    {
        byte[] good = File.ReadAllBytes(folder.File(name));
        var random = new Random(17);
        int refused = 0;
        for (int round = 0; round < rounds; round++)
        {
            byte[] bytes = [.. good];
            if (round % 5 == 0)
            {
                bytes = bytes[..random.Next(bytes.Length)];
            }

            for (int changes = random.Next(1, 4); changes > 0 && bytes.Length > 0; changes--)
            {
                bytes[random.Next(Math.Min(within, bytes.Length))] = (byte)(random.Next(4) == 0 ? 0xFF : random.Next(256));
            }

            File.WriteAllBytes(folder.File(name), bytes);
            try
            {
                ReadAll(source);
            }
            catch (Exception e) when (e is InvalidDataException or NotSupportedException or ArgumentException { ParamName: not null })
            {
                refused++;
            }
            catch (Exception e)
            {
                Assert.Fail($"Round {round}, {Encoding.Latin1.GetString(bytes.AsSpan(0, Math.Min(60, bytes.Length)))}: {e}");
            }
        }

        Assert.IsGreaterThan(rounds / 10, refused);
    }

    // A build without its files.
    private static void ReadAll(string source)
    {
        using DecoderSource opened = DecoderSource.Open(source);
        DecoderModel.Create(opened.Weights, new OnnxBuildOptions()).Graph.Initializers.ForEach(tensor => tensor.Data.CopyTo(Stream.Null));
    }
}
