using LanguageModeling.Caches;
using LanguageModeling.Decoding;
using LanguageModeling.Devices;
using LanguageModeling.Tensors;
using LanguageModeling.Tests.LanguageModels;
using LanguageModeling.Tests.Models;
using Microsoft.ML.OnnxRuntime;

namespace LanguageModeling.Tests.Caches;

/// <summary>Keys and values that the processor does not touch: what a device runs, here with the processor as the device.</summary>
[TestClass]
public sealed class DeviceStoreTests
{
    private static readonly OnnxModelOptions OnDevice = new() { Threads = 1, KeepsCachesAsOnDevice = true };

    public static IEnumerable<object[]> Forms => FormTests.Forms;

    [TestMethod]
    public void Copy_RandomPlanes_IsWhatTheProcessorCopies()
    {
        using InferenceSession session = SessionFactory.Create(OnDevice).Start(AddModel.Bytes);
        using var device = new DeviceStore(session, Place(), SessionFactory.Create(OnDevice));
        using var host = new HostStore(isCopied: false);
        var random = new Random(1);
        for (int round = 0; round < 200; round++)
        {
            int tokenSize = 4 * (1 + random.Next(9));
            int planes = 1 + random.Next(5);
            int length = 1 + random.Next(6);
            int from = length + random.Next(4);
            int fromStart = random.Next(from - length + 1);
            int to = length + random.Next(4);
            int toStart = random.Next(to - length + 1);
            int offset = random.Next(3);
            using TensorMemory source = device.Take((offset + (planes * from)) * tokenSize);
            random.NextBytes(Bytes(source));
            using TensorMemory target = device.Take((offset + (planes * to) + 1) * tokenSize);
            using TensorMemory hostSource = host.Take(source.Size);
            using TensorMemory hostTarget = host.Take(target.Size);
            Bytes(source).CopyTo(Bytes(hostSource));

            device.Copy(new Planes(source, offset, planes, from, fromStart), new Planes(target, offset, planes, to, toStart), length, tokenSize);
            host.Copy(new Planes(hostSource, offset, planes, from, fromStart), new Planes(hostTarget, offset, planes, to, toStart), length, tokenSize);

            CollectionAssert.AreEqual(Bytes(hostTarget).ToArray(), Bytes(target).ToArray());
        }
    }

    [TestMethod]
    public void Take_MemoryThatWasUsed_IsZeros()
    {
        using InferenceSession session = SessionFactory.Create(OnDevice).Start(AddModel.Bytes);
        using var device = new DeviceStore(session, Place(), SessionFactory.Create(OnDevice));
        foreach (int size in (int[])[0, 4, 12, 4096, 4096, 4100])
        {
            using TensorMemory memory = device.Take(size);

            Assert.AreEqual(-1, Bytes(memory).IndexOfAnyExcept((byte)0));
            Bytes(memory).Fill(255);
        }
    }

    [TestMethod]
    public void Dispose_BeforeItsMemory_LeavesIt()
    {
        using InferenceSession session = SessionFactory.Create(OnDevice).Start(AddModel.Bytes);
        var device = new DeviceStore(session, Place(), SessionFactory.Create(OnDevice));
        using TensorMemory memory = device.Take(1 << 16);

        device.Dispose();

        Bytes(memory).Fill(1);
    }

    [TestMethod]
    [DynamicData(nameof(Forms))]
    public void EvaluateBatch_StatesThatComeGoForkAndRewind_AreTheProcessors(ExportedForm form)
    {
        foreach (int lookup in (int[])[0, 2])
        {
            OnnxModelOptions options = OnDevice with { LookupTokens = lookup };
            List<float> expected = Run(options with { KeepsCachesAsOnDevice = false });
            List<float> actual = Run(options);

            CollectionAssert.AreEqual(expected, actual);
        }

        List<float> Run(OnnxModelOptions options)
        {
            using TinyModel tiny = TinyModel.Create(form, options);
            var all = new List<float>();
            var next = new float[tiny.Model.VocabularySize];
            BatchTests.RunStatesThatComeGoForkAndRewind(tiny, 20 + (int)form, (state, _) =>
            {
                state.GetNextLogProbabilities(next);
                all.AddRange(next);
            });
            return all;
        }
    }

    [TestMethod]
    [DynamicData(nameof(Forms))]
    public void ScoreBatch_ChoicesAfterOnePrompt_AreThePlainLoops(ExportedForm form)
    {
        using TinyModel tiny = TinyModel.Create(form, OnDevice with { ScoringTokens = 30 });
        int[] prompt = SharedContextTests.Text(40, seed: 1);
        int[][] choices = [[3], [4], [3, 9], [70, 71, 72, 73, 74], [3, 9, 1], [3]];

        SharedContextTests.AssertScores(tiny, [.. choices.Select(choice => (prompt, choice))]);
    }

    [TestMethod]
    [DataRow(ExportedForm.Optimum)]
    [DataRow(ExportedForm.Pair)]
    [DataRow(ExportedForm.Fused)]
    public void Create_GraphsOnTheProcessor_AreAllFoundThere(ExportedForm form)
    {
        using var folder = new TemporaryFolder();
        string path = ExportedDecoder.Write(form, folder.Path);
        using Decoder decoder = TinyModel.LoadDecoder(path);
        using Decoder onDevice = TinyModel.LoadDecoder(path, OnDevice);

        foreach (DecoderSession graph in new[] { decoder.First, decoder.Next ?? decoder.First })
        {
            CollectionAssert.AreEqual(new[] { ("Cpu", 0) }, graph.FindCachePlaces().ToArray());
        }

        Assert.IsInstanceOfType<HostStore>(decoder.Caches!.Store);
        Assert.IsInstanceOfType<DeviceStore>(onDevice.Caches!.Store);
        Assert.IsFalse(decoder.Caches.Store.IsCopied);
    }

    private static OrtMemoryInfo Place() => new("Cpu", OrtAllocatorType.DeviceAllocator, 0, OrtMemType.Default);

    private static unsafe Span<byte> Bytes(TensorMemory memory) => new((void*)memory.Address, (int)memory.Size);
}
