using LanguageModeling.Devices;
using LanguageModeling.Tests.Models;

namespace LanguageModeling.Tests.LanguageModels;

/// <summary>A model that ends before what uses it does: exceptions, where ONNX Runtime would end the process.</summary>
[TestClass]
public sealed class LifetimeTests
{
    [TestMethod]
    [DataRow(ExportedForm.Fused)]
    [DataRow(ExportedForm.FusedGrowing)]
    [DataRow(ExportedForm.Optimum)]
    [DataRow(ExportedForm.Pair)]
    [DataRow(ExportedForm.WithoutPast)]
    public void Dispose_BeforeItsStates_TheyThrow(ExportedForm form)
    {
        foreach (bool onDevice in (bool[])[false, true])
        {
            using TinyModel tiny = TinyModel.Create(form, new OnnxModelOptions { KeepsCachesAsOnDevice = onDevice });
            var next = new float[tiny.Model.VocabularySize];
            LanguageModelState[] states = [.. Enumerable.Range(0, 4).Select(_ => tiny.Model.CreateState())];
            Array.ForEach(states, state => state.Append([1, 2, 3]));
            Array.ForEach(states, state => state.Append(4));
            tiny.Model.EvaluateBatch(states.AsSpan(0, 3)); // these sit in a batch

            tiny.Model.Dispose();

            Array.ForEach(states, state => state.Append(5));
            Assert.ThrowsExactly<ObjectDisposedException>(() => tiny.Model.EvaluateBatch(states));
            Assert.ThrowsExactly<ObjectDisposedException>(() => states[0].GetNextLogProbabilities(next));
            Assert.ThrowsExactly<ObjectDisposedException>(() => states[1].Fork());
            Assert.ThrowsExactly<ObjectDisposedException>(() => states[3].GetNextLogProbability(7));
            Array.ForEach(states, state => state.Dispose());
        }
    }

    [TestMethod]
    [DataRow("generate")]
    [DataRow("together")]
    [DataRow("score")]
    public void Dispose_DuringRuns_TheyEndOrThrow(string kind)
    {
        for (int round = 0; round < 20; round++)
        {
            using TinyModel tiny = TinyModel.Create(ExportedForm.Fused);
            TextLanguageModel model = LetterCodec.For(tiny.Model);
            using var running = new CountdownEvent(3);
            Action use = kind switch
            {
                "generate" => () => model.Generate("a", GenerationOptions.Greedy with { MaximumTokens = 5 }),
                "together" => () => model.GenerateAll(["a", "bc", "d"], GenerationOptions.Greedy with { MaximumTokens = 5 }),
                _ => () => model.ScoreContinuation("a", "bc"),
            };
            Task[] tasks = [.. Enumerable.Range(0, 3).Select(_ => Task.Factory.StartNew(Repeat, TaskCreationOptions.LongRunning))];
            running.Wait();

            tiny.Model.Dispose();

            Task.WaitAll(tasks);

            void Repeat()
            {
                try
                {
                    use();
                }
                finally
                {
                    running.Signal();
                }

                Assert.ThrowsExactly<ObjectDisposedException>(() =>
                {
                    while (true)
                    {
                        use();
                    }
                });
            }
        }
    }

    [TestMethod]
    public void Dispose_WhileInUse_EndsWithTheLastUse()
    {
        int ends = 0;
        using var lifetime = new Lifetime(typeof(string), () => ends++);
        Lifetime.Use first = lifetime.Begin();
        Lifetime.Use second = lifetime.Begin();

        lifetime.Dispose();
        lifetime.Dispose();

        Assert.IsNull(lifetime.TryBegin());
        first.Dispose();
        Assert.AreEqual(0, ends);
        second.Dispose();
        Assert.AreEqual(1, ends);
        Assert.Contains("System.String", Assert.ThrowsExactly<ObjectDisposedException>(() => lifetime.Begin()).Message);
    }
}
