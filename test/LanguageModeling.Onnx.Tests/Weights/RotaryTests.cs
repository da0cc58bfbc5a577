using System.Text.Json;
using LanguageModeling.Tests.Models;
using LanguageModeling.Weights;

namespace LanguageModeling.Tests.Weights;

/// <summary>Rotary positions that config.json asks for, against plain double-precision loops of the papers' equations.</summary>
[TestClass]
public sealed class RotaryTests
{
    private const int HeadSize = 16;
    private const int Pairs = HeadSize / 2;
    private const double Base = 10000;

    private static readonly double[] Short = [1, 1.05, 1.1, 1.2, 1.3, 1.5, 1.8, 2.1];
    private static readonly double[] Long = [1, 1.5, 2, 4, 8, 16, 24, 32];

    [TestMethod]
    public void Read_Yarn_IsThePapersEquations()
    {
        // Peng et al. 2023: s = 8, L = 512, alpha = 1, beta = 32.
        RotarySettings rotary = Read(4096, new() { ["rope_type"] = "yarn", ["factor"] = 8.0, ["original_max_position_embeddings"] = 512 });

        AssertTables(rotary, 4096, Yarn(8, 512, 1, 32, whole: true), (0.1 * Math.Log(8)) + 1); // eq. 22: √(1/t) = 0.1 ln s + 1
    }

    [TestMethod]
    public void Read_YarnWithoutFactor_StretchesToTheWholeContext()
    {
        RotarySettings rotary = Read(4096, new() { ["rope_type"] = "yarn", ["original_max_position_embeddings"] = 512, ["beta_fast"] = 16, ["beta_slow"] = 2 });

        AssertTables(rotary, 4096, Yarn(8, 512, 2, 16, whole: true), (0.1 * Math.Log(8)) + 1);
    }

    [TestMethod]
    public void Read_YarnNotTruncated_BlendsBetweenRealPairs()
    {
        RotarySettings rotary = Read(4096, new() { ["rope_type"] = "yarn", ["factor"] = 8.0, ["original_max_position_embeddings"] = 512, ["truncate"] = false });

        AssertTables(rotary, 4096, Yarn(8, 512, 1, 32, whole: false), (0.1 * Math.Log(8)) + 1);
    }

    [TestMethod]
    [DataRow(0.707, 1.0)]
    [DataRow(1.0, 0.5)]
    [DataRow(0.0, 1.0)]
    public void Read_YarnWithMscale_IsDeepSeeksQuotient(double mscale, double all)
    {
        RotarySettings rotary = Read(
            4096, new() { ["rope_type"] = "yarn", ["factor"] = 8.0, ["original_max_position_embeddings"] = 512, ["mscale"] = mscale, ["mscale_all_dim"] = all });

        // DeepSeek-V2, section 2.1.4 and its code: (0.1 m ln s + 1) / (0.1 m' ln s + 1); as without them where one is 0.
        double expected = mscale == 0 ? (0.1 * Math.Log(8)) + 1 : ((0.1 * mscale * Math.Log(8)) + 1) / ((0.1 * all * Math.Log(8)) + 1);
        AssertTables(rotary, 4096, Yarn(8, 512, 1, 32, whole: true), expected);
    }

    [TestMethod]
    public void Read_YarnWithAttentionFactor_TakesIt()
    {
        RotarySettings rotary = Read(
            4096,
            new() { ["type"] = "yarn", ["factor"] = 8.0, ["original_max_position_embeddings"] = 512, ["attention_factor"] = 1.25, ["mscale"] = 2.0, ["mscale_all_dim"] = 1.0 });

        AssertTables(rotary, 4096, Yarn(8, 512, 1, 32, whole: true), 1.25);
    }

    [TestMethod]
    [DataRow("longrope", "llama", 4096)]
    [DataRow("longrope", "phi3", 512)]
    [DataRow("su", "phi3", 4096)]
    [DataRow("yarn", "phi3", 513)]
    public void Read_LongRope_IsThePapersFactors(string kind, string model, int context)
    {
        // Phi-3's config.json keeps the first context beside rope_scaling.
        RotarySettings rotary = Read(
            4096, new() { ["type"] = kind, ["short_factor"] = Short, ["long_factor"] = Long }, new() { ["model_type"] = model, ["original_max_position_embeddings"] = 512 });

        double[] factors = context > 512 ? Long : Short;
        double[] expected = [.. Enumerable.Range(0, Pairs).Select(i => 1 / (factors[i] * Math.Pow(Base, 2.0 * i / HeadSize)))]; // Ding et al. 2024, eq. 3
        AssertTables(rotary, context, expected, Math.Sqrt(1 + (Math.Log(8) / Math.Log(512)))); // Phi-3: s = 4096 / 512
    }

    [TestMethod]
    public void Read_LongRopeWithItsOwnNumbers_TakesThem()
    {
        RotarySettings scaled = Read(4096, new() { ["rope_type"] = "longrope", ["short_factor"] = Short, ["long_factor"] = Long, ["factor"] = 4.0 });
        RotarySettings sharpened = Read(
            4096, new() { ["rope_type"] = "longrope", ["short_factor"] = Short, ["long_factor"] = Long, ["original_max_position_embeddings"] = 512, ["attention_factor"] = 1.5 });

        Assert.AreEqual(Math.Sqrt(1 + (Math.Log(4) / Math.Log(4096))), scaled.Magnitude, 1e-12);
        Assert.AreEqual(1.5, sharpened.Magnitude);
    }

    [TestMethod]
    public void Read_Llama3_IsItsBlend()
    {
        RotarySettings rotary = Read(
            8192,
            new() { ["rope_type"] = "llama3", ["factor"] = 8.0, ["low_freq_factor"] = 1.0, ["high_freq_factor"] = 4.0, ["original_max_position_embeddings"] = 512 });

        // Llama 3.1's code: wavelengths over L / 1 are 8 times longer, those under L / 4 as before, in between a blend by L / wavelength.
        double[] expected = [.. Plain().Select(frequency =>
        {
            double wavelength = 2 * Math.PI / frequency;
            double smooth = ((512 / wavelength) - 1) / (4 - 1);
            return wavelength < 512 / 4.0 ? frequency : wavelength > 512 ? frequency / 8 : ((1 - smooth) * frequency / 8) + (smooth * frequency);
        })];
        AssertTables(rotary, 64, expected, 1);
    }

    [TestMethod]
    public void Read_LinearAndDynamicAndTogether_AreTheirDefinitions()
    {
        AssertTables(Read(64, new() { ["rope_type"] = "linear", ["factor"] = 4.0 }), 64, [.. Plain().Select(frequency => frequency / 4)], 1);
        AssertTables(Read(64, new() { ["rope_type"] = "dynamic", ["factor"] = 4.0 }), 64, Plain(), 1); // within the context of the training
        AssertTables(Read(64, null, new() { ["rope_parameters"] = new Dictionary<string, object> { ["rope_theta"] = Base }, ["rope_theta"] = 5.0 }), 64, Plain(), 1);
    }

    [TestMethod]
    [DataRow("""{"rope_type":"proportional","factor":2}""", "rope scaling \"proportional\" is not supported; default, linear, dynamic, llama3, yarn, longrope are.")]
    [DataRow("""{"rope_type":"default","mrope_section":[4,2,2]}""", "rope scaling \"default\" with \"mrope_section\" is not supported.")]
    [DataRow("""{"rope_type":"dynamic","factor":2,"alpha":1000}""", "rope scaling \"dynamic\" with \"alpha\" is not supported.")]
    [DataRow("""{"rope_type":"linear"}""", "rope scaling \"linear\" needs a positive \"factor\".")]
    [DataRow("""{"rope_type":"longrope","short_factor":[1,1]}""", "rope scaling \"longrope\" needs \"short_factor\", 8 positive numbers: one for each pair that turns.")]
    [DataRow("""{"rope_type":"longrope","short_factor":"1"}""", "\"short_factor\" is \"1\", but must be a list of numbers.")]
    [DataRow("""{"rope_type":"longrope","short_factor":[1,1,1,1,1,1,1,0]}""", "needs \"short_factor\", 8 positive numbers")]
    [DataRow("[1]", "\"rope_scaling\" is [1], but must be an object.")]
    public void Read_ScalingThatIsNotKnown_NamesIt(string scaling, string expected)
    {
        Exception problem = Assert.Throws<Exception>(() => ReadElement(64, JsonSerializer.Deserialize<JsonElement>(scaling)));

        Assert.IsTrue(problem is InvalidDataException or NotSupportedException, problem.ToString());
        StringAssert.Contains(problem.Message, expected);
    }

    [TestMethod]
    [DataRow(4096)]
    [DataRow(32)]
    public void Build_LongRope_GivesTheReferencesLogits(int first)
    {
        using var folder = new TemporaryFolder();
        DecoderWeights weights = TinyDecoder.Create(TinyDecoder.LlamaShape with { Rotary = new RotarySettings(Base) { LongRope = new LongRopeScaling(Short, Long, first, 1.3) } });
        HuggingFaceWriter.Write(weights, folder.Path, config: config => config["rope_scaling"] = new Dictionary<string, object>
        {
            ["rope_type"] = "longrope",
            ["short_factor"] = Short,
            ["long_factor"] = Long,
            ["original_max_position_embeddings"] = first,
            ["attention_factor"] = 1.3,
        });
        int[] text = [5, 17, 3, 88, 41, 2, 60, 33, 9, 71, 12];

        using var session = new FusedSession(OnnxGptBuilder.Build(folder.Path, folder.File("built")).ModelPath);
        float[] logits = session.Run([text]).Logits[^1];

        double[] expected = new ReferenceDecoder(weights).Logits(text)[^1];
        for (int v = 0; v < logits.Length; v++)
        {
            Assert.AreEqual(expected[v], logits[v], 1e-4);
        }
    }

    [TestMethod]
    [DataRow("cpu")]
    [DataRow("cuda")]
    public void Build_PartOfEachHeadTurns_GivesTheReferencesLogits(string device)
    {
        using var folder = new TemporaryFolder();
        DecoderWeights weights = TinyDecoder.Create(TinyDecoder.LlamaShape with { HeadSize = 32, Rotary = new RotarySettings(Base) { Size = 16 } });
        HuggingFaceWriter.Write(weights, folder.Path);
        OnnxGptBuilder.Build(folder.Path, folder.File("built"), new OnnxBuildOptions { Device = OnnxDevice.Parse(device) });
        int[] text = [5, 17, 3, 88, 41, 2, 60, 33, 9, 71, 12];
        double[] expected = new ReferenceDecoder(weights).LogProbabilities(text);

        using OnnxLanguageModel model = OnnxLanguageModel.Load(folder.File("built"), new OnnxModelOptions { Threads = 1 });
        using LanguageModelState state = model.CreateState();
        for (int t = 0; t < expected.Length; t++)
        {
            state.Append(text[t]);
            Assert.AreEqual(expected[t], state.GetNextLogProbability(text[t + 1]), 1e-4);
        }
    }

    private static double[] Plain() => [.. Enumerable.Range(0, Pairs).Select(i => Math.Pow(Base, -2.0 * i / HeadSize))];

    // Peng et al. 2023, eqs. 17 to 21, with the ramp over the number of the pair that the authors' code has; there it begins and ends at whole pairs.
    private static double[] Yarn(double s, double length, double alpha, double beta, bool whole)
    {
        double PairThatTurns(double times) => HeadSize * Math.Log(length / (times * 2 * Math.PI)) / (2 * Math.Log(Base));
        double first = Math.Max(0, whole ? Math.Floor(PairThatTurns(beta)) : PairThatTurns(beta));
        double last = Math.Min(HeadSize - 1, whole ? Math.Ceiling(PairThatTurns(alpha)) : PairThatTurns(alpha));
        return [.. Plain().Select((frequency, i) =>
        {
            double gamma = 1 - Math.Clamp((i - first) / (last - first), 0, 1);
            return ((1 - gamma) * frequency / s) + (gamma * frequency);
        })];
    }

    private static RotarySettings Read(int context, Dictionary<string, object>? scaling, Dictionary<string, object>? more = null)
        => ReadElement(context, JsonSerializer.SerializeToElement(scaling), more);

    private static RotarySettings ReadElement(int context, JsonElement scaling, Dictionary<string, object>? more = null)
    {
        using var folder = new TemporaryFolder();
        var settings = new Dictionary<string, object?> { ["model_type"] = "llama", ["max_position_embeddings"] = context, ["rope_theta"] = Base, ["rope_scaling"] = scaling };
        foreach ((string name, object value) in more ?? [])
        {
            settings[name] = value;
        }

        File.WriteAllText(folder.File("config.json"), JsonSerializer.Serialize(settings));
        using ModelConfig config = ModelConfig.Read(folder.File("config.json"));
        return RotaryConfig.Read(config, HeadSize);
    }

    private static void AssertTables(RotarySettings rotary, int context, double[] frequencies, double magnitude)
    {
        (float[] cosines, float[] sines) = rotary.Tables(context, HeadSize);
        Assert.HasCount(context * Pairs, cosines);
        for (int position = 0; position < context; position++)
        {
            for (int i = 0; i < Pairs; i++)
            {
                Assert.AreEqual(magnitude * Math.Cos(position * frequencies[i]), cosines[(position * Pairs) + i], 1e-6);
                Assert.AreEqual(magnitude * Math.Sin(position * frequencies[i]), sines[(position * Pairs) + i], 1e-6);
            }
        }
    }
}
