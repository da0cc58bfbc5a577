using LanguageModeling.Building;
using LanguageModeling.Graphs;
using LanguageModeling.Tests.Models;

namespace LanguageModeling.Tests.LanguageModels;

[TestClass]
public sealed class StateTests
{
    private static readonly OnnxModelOptions OneThread = new() { Threads = 1 };

    [TestMethod]
    public void GetNextLogProbability_EmptyContextWithAStart_IsThatAfterTheStart()
    {
        using TinyModel tiny = TinyModel.Create(ExportedForm.Fused, OneThread with { StartToken = 95 });
        using LanguageModelState state = tiny.Model.CreateState();

        Assert.AreEqual(tiny.Expected([95, 4])[0], state.GetNextLogProbability(4), tiny.Tolerance);
        state.Append(4);
        Assert.AreEqual(tiny.Expected([4, 5])[0], state.GetNextLogProbability(5), tiny.Tolerance);
    }

    [TestMethod]
    public void ScoreBatch_EmptyContext_IsThatOfAState()
    {
        using TinyModel tiny = TinyModel.Create(ExportedForm.Fused, OneThread with { StartToken = 95 });
        double[] scores = new double[3];
        int[] ranks = new int[3];

        tiny.Model.ScoreBatch([new SequenceToScore(default, new[] { 4, 5, 6 }, scores, ranks), new SequenceToScore(default, default, Memory<double>.Empty)]);

        double[] expected = [tiny.Expected([95, 4])[0], .. tiny.Expected([4, 5, 6])];
        for (int t = 0; t < 3; t++)
        {
            Assert.AreEqual(expected[t], scores[t], tiny.Tolerance);
        }

        Assert.AreEqual(tiny.ExpectedRank([95, 4], 0), ranks[0]);
        Assert.AreEqual(tiny.ExpectedRank([4, 5, 6], 1), ranks[2]);
    }

    [TestMethod]
    public void GetNextLogProbability_EmptyContextAndNoStart_SaysWhatToDo()
    {
        using TinyModel tiny = TinyModel.Create(ExportedForm.Fused, OneThread);
        using LanguageModelState state = tiny.Model.CreateState();
        const string Expected = "The context is empty, and nothing beside the model tells which token begins a text, so the first token has no probability. "
            + "Begin with a token, or set StartToken or SpecialTokens.";

        Assert.AreEqual(Expected, Assert.ThrowsExactly<InvalidOperationException>(() => state.GetNextLogProbability(4)).Message);
        Assert.AreEqual(
            Expected,
            Assert.ThrowsExactly<InvalidOperationException>(() => tiny.Model.ScoreBatch([new SequenceToScore(default, new[] { 4 }, new double[1])])).Message);
    }

    [TestMethod]
    [DataRow(-1)]
    [DataRow(96)]
    public void Append_IdOutsideTheVocabulary_Throws(int id)
    {
        using TinyModel tiny = TinyModel.Create(ExportedForm.Fused, OneThread);
        using LanguageModelState state = tiny.Model.CreateState();
        string expected = $"Token ids of this model are from 0 to 95. Encode the text with the model's tokenizer.";

        StringAssert.StartsWith(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => state.Append(id)).Message, expected);
        StringAssert.StartsWith(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => state.Append([1, id])).Message, expected);
        StringAssert.StartsWith(
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => tiny.Model.ScoreBatch([new SequenceToScore(new[] { id }, new[] { 4 }, new double[1])])).Message, expected);
        Assert.AreEqual(0, state.Length);
    }

    [TestMethod]
    public void ScoreBatch_LongerThanTheContext_Throws()
    {
        using TinyModel tiny = TinyModel.Create(ExportedForm.Fused, OneThread);

        var problem = Assert.ThrowsExactly<InvalidOperationException>(
            () => tiny.Model.ScoreBatch([new SequenceToScore(new int[1], new int[65], new double[65])]));

        Assert.AreEqual("A sequence of 66 tokens needs a context of 65, but the model takes 64. Shorten it, or use ScoreRolling.", problem.Message);
    }

    [TestMethod]
    public void Append_LongerThanAContextThatNothingTells_SaysWhatToDo()
    {
        using TinyModel tiny = TinyModel.Create(ExportedForm.Optimum, OneThread);
        using LanguageModelState state = tiny.Model.CreateState();

        var problem = Assert.ThrowsExactly<InvalidOperationException>(() => state.Append(new int[65]));

        Assert.StartsWith("ONNX Runtime could not run the model: ", problem.Message);
        Assert.EndsWith(" Nothing beside the model tells how long its context is; if the text is longer, set OnnxModelOptions.ContextLength.", problem.Message);
        Assert.AreEqual(0, state.Length);
    }

    [TestMethod]
    public void GetNextLogProbability_FileThatSaysItsCacheGrows_IsThePlainLoops()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "model.onnx");
        OnnxModel graph = DecoderModel.Create(ExportedDecoder.Weights(ExportedForm.Fused), new OnnxBuildOptions());
        graph.Metadata["language_modeling.cache"] = "growing";
        OnnxModelWriter.Write(graph, path);
        using OnnxLanguageModel model = OnnxLanguageModel.Load(path, OneThread);
        using LanguageModelState state = model.CreateState();
        using TinyModel tiny = TinyModel.Create(ExportedForm.Fused, OneThread);
        int[] text = [5, 17, 3, 88, 41, 2];
        double[] expected = tiny.Expected(text);

        Assert.Contains("that grows", model.Form);
        for (int t = 0; t + 1 < text.Length; t++)
        {
            state.Append(text[t]);
            Assert.AreEqual(expected[t], state.GetNextLogProbability(text[t + 1]), tiny.Tolerance);
        }
    }

    [TestMethod]
    public void Append_Cancelled_LeavesAContextThatGoesOn()
    {
        using TinyModel tiny = TinyModel.Create(ExportedForm.Fused, OneThread with { PrefillTokens = 2 });
        using LanguageModelState state = tiny.Model.CreateState();
        state.Append(5);
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        Assert.Throws<OperationCanceledException>(() => state.Append([6, 7, 8], cancelled.Token));
        Assert.AreEqual(1, state.Length);
        Assert.Throws<OperationCanceledException>(() => state.GetNextLogProbability(6, cancelled.Token));
        Assert.AreEqual(tiny.Expected([5, 6])[0], state.GetNextLogProbability(6), tiny.Tolerance);
    }

    [TestMethod]
    public void CreateState_ManyThreads_EachHasItsOwnContext()
    {
        using TinyModel tiny = TinyModel.Create(ExportedForm.Fused, OneThread);
        double[][] expected = [.. Enumerable.Range(0, 8).Select(i => tiny.Expected([i, i + 1, i + 2, 3, 4]))];

        Parallel.For(0, 8, i =>
        {
            using LanguageModelState state = tiny.Model.CreateState();
            int[] ids = [i, i + 1, i + 2, 3, 4];
            double[] scores = new double[4];
            tiny.Model.ScoreBatch([new SequenceToScore(ids.AsMemory(0, 1), ids.AsMemory(1), scores)]);
            for (int t = 0; t < 4; t++)
            {
                state.Append(ids[t]);
                Assert.AreEqual(expected[i][t], state.GetNextLogProbability(ids[t + 1]), tiny.Tolerance);
                Assert.AreEqual(expected[i][t], scores[t], tiny.Tolerance);
            }
        });
    }

    [TestMethod]
    [DataRow(ExportedForm.Fused)]
    [DataRow(ExportedForm.FusedLlama)]
    [DataRow(ExportedForm.FusedGrowing)] // a cache that grows has other tensors at every step
    [DataRow(ExportedForm.Optimum)]
    [DataRow(ExportedForm.Merged)]
    [DataRow(ExportedForm.Pair)]
    [DataRow(ExportedForm.Combined)]
    public void Append_TokenByToken_AllocatesLittle(ExportedForm form)
    {
        using TinyModel tiny = TinyModel.Create(form, OneThread);
        using LanguageModelState state = tiny.Model.CreateState();
        float[] next = new float[tiny.Model.VocabularySize];
        void Step(int token)
        {
            state.Append(token);
            state.GetNextLogProbabilities(next);
        }

        state.Append(Enumerable.Range(0, 20).ToArray());
        for (int i = 0; i < 10; i++)
        {
            Step(i); // the binding of single tokens is made, code is compiled
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 30; i++)
        {
            Step(i);
        }

        long perToken = (GC.GetAllocatedBytesForCurrentThread() - before) / 30;
        Assert.IsLessThanOrEqualTo(200, perToken);
    }
}
