namespace LanguageModeling.Tests.Goldens;

[TestClass]
public sealed class GptGoldenTests
{
    private const double Tolerance = 1e-4;

    [TestMethod]
    [DataRow(GptGoldens.Concat)]
    [DataRow(GptGoldens.InPlace)]
    [DataRow(GptGoldens.Combined)]
    public void GetNextLogProbability_TokenByToken_IsPyTorchs(string name)
    {
        using OnnxLanguageModel model = GptGoldens.Load(name);
        foreach (GptCase golden in GptGoldens.Cases(name))
        {
            using LanguageModelState state = model.CreateState();
            for (int t = 0; t + 1 < golden.Ids.Length; t++)
            {
                state.Append(golden.Ids[t]);
                Assert.AreEqual(golden.TokenLogProbabilities[t], state.GetNextLogProbability(golden.Ids[t + 1]), Tolerance);
            }
        }
    }

    [TestMethod]
    [DataRow(GptGoldens.Concat)]
    [DataRow(GptGoldens.InPlace)]
    [DataRow(GptGoldens.Combined)]
    public void GetNextLogProbabilities_WholePrompt_IsPyTorchs(string name)
    {
        using OnnxLanguageModel model = GptGoldens.Load(name);
        float[] next = new float[model.VocabularySize];
        foreach (GptCase golden in GptGoldens.Cases(name))
        {
            using LanguageModelState state = model.CreateState();
            state.Append(golden.Ids);
            state.GetNextLogProbabilities(next);
            for (int i = 0; i < golden.Logits.Length; i++)
            {
                Assert.AreEqual(golden.Logits[i] - golden.LogSumExp, next[i], Tolerance);
            }
        }
    }

    [TestMethod]
    [DataRow(GptGoldens.Concat)]
    [DataRow(GptGoldens.InPlace)]
    [DataRow(GptGoldens.Combined)]
    public void GenerateTokens_Greedily_AreThoseOfPyTorch(string name)
    {
        using OnnxLanguageModel model = GptGoldens.Load(name);
        foreach (GptCase golden in GptGoldens.Cases(name).Where(golden => golden.Greedy.Length > 0))
        {
            GenerationOptions options = GenerationOptions.Greedy with { MaximumTokens = golden.Greedy.Length };
            int[] generated = [.. model.GenerateTokens(golden.Ids, options).Select(token => token.Id)];
            CollectionAssert.AreEqual(golden.Greedy, generated);
        }
    }

    [TestMethod]
    [DataRow(GptGoldens.Concat)]
    [DataRow(GptGoldens.InPlace)]
    [DataRow(GptGoldens.Combined)]
    public void ScoreBatch_AllCasesTogether_AreThoseOfPyTorch(string name)
    {
        GptCase[] cases = [.. GptGoldens.Cases(name).Where(golden => golden.Ids.Length > 1)];
        foreach (int budget in (int[])[1, 24, 512]) // in parts, a few together, all together
        {
            using OnnxLanguageModel model = GptGoldens.Load(name, new OnnxModelOptions { ScoringTokens = budget });
            SequenceToScore[] batch = [.. cases.Select(golden => new SequenceToScore(golden.Ids.AsMemory(0, 1), golden.Ids.AsMemory(1), new double[golden.Ids.Length - 1]))];

            model.ScoreBatch(batch);

            for (int i = 0; i < cases.Length; i++)
            {
                for (int t = 0; t < cases[i].TokenLogProbabilities.Length; t++)
                {
                    Assert.AreEqual(cases[i].TokenLogProbabilities[t], batch[i].LogProbabilities.Span[t], Tolerance);
                }
            }
        }
    }

    [TestMethod]
    public void GenerateSequences_FourBeams_AreThoseOfOnnxRuntimeGenAI()
    {
        // test/python/test_onnxruntime_genai_api.py of onnxruntime-genai, commit a0c04eb: 4 beams, length penalty 1, 20 tokens in all.
        int[][] prompts = [[0, 0, 0, 0, 0, 52, 195, 731, 321, 301, 734, 620], [41, 554, 74, 622, 206, 222, 75, 223, 221, 198, 224, 572]];
        int[][] expected = [[131, 131, 131, 181, 638, 638, 638, 638], [292, 292, 292, 292, 292, 292, 292, 292]];
        using OnnxLanguageModel model = GptGoldens.Load(GptGoldens.Combined);
        for (int i = 0; i < prompts.Length; i++)
        {
            IReadOnlyList<GeneratedSequence> beams = model.GenerateSequences(prompts[i], new GenerationOptions { Beams = 4, MaximumTokens = 8 });
            CollectionAssert.AreEqual(expected[i], beams[0].Tokens.Select(token => token.Id).ToArray());
        }
    }

    [TestMethod]
    public void Load_FolderOfOnnxRuntimeGenAI_TakesItsSettings()
    {
        using OnnxLanguageModel model = OnnxLanguageModel.Load(GptGoldens.PathOf(GptGoldens.Combined));

        Assert.AreEqual(1000, model.VocabularySize);
        Assert.AreEqual(512, model.MaximumContextLength);
        Assert.AreEqual(98, model.SpecialTokens.BeginningOfSequence);
        Assert.AreEqual(98, model.SpecialTokens.EndOfSequence);
        Assert.IsFalse(model.SpecialTokens.AddBeginningToPrompts);
        Assert.AreEqual(OnnxDevice.Cpu, model.Device.Device);
    }
}
