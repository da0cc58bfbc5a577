using LanguageModeling.Files;
using LanguageModeling.Layouts;

namespace LanguageModeling.Tests.Layouts;

[TestClass]
public sealed unsafe class ChildStartsTests
{
    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(63)]
    [DataRow(64)]
    [DataRow(65)]
    [DataRow(1000)]
    public void Get_AnyNode_GivesWhatWasWritten(int nodes)
    {
        var random = new Random(nodes);
        int[] starts = new int[nodes + 1];
        for (int node = 0; node < nodes; node++)
        {
            starts[node + 1] = starts[node] + (random.Next(50) == 0 ? random.Next(1_000_000) : random.Next(3));
        }

        (NativeBlock blocks, NativeBlock offsets) = ChildStarts.Write(starts);
        using (blocks)
        using (offsets)
        {
            var children = new ChildStarts(blocks.Start, offsets.Start, offsets.Length, starts[^1]);

            for (int node = 0; node < nodes; node++)
            {
                children.Get(node, out int start, out int end);
                Assert.AreEqual((starts[node], starts[node + 1]), (start, end));
            }
        }
    }

    [TestMethod]
    public void Get_BytesThatNobodyVouchesFor_StaysInside()
    {
        var random = new Random(1);
        using var blocks = new NativeBlock(ChildStarts.BlocksSize(200));
        using var offsets = new NativeBlock(16);
        var children = new ChildStarts(blocks.Start, offsets.Start, offsets.Length, 1000);
        for (int i = 0; i < 500; i++)
        {
            random.NextBytes(new Span<byte>(blocks.Start, (int)blocks.Length));
            random.NextBytes(new Span<byte>(offsets.Start, (int)offsets.Length));
            for (int node = 0; node < 200; node++)
            {
                children.PrefetchOffset(node);
                children.Get(node, out int start, out int end);
                Assert.IsTrue(start >= 0 && start <= end && end <= 1000);
            }
        }
    }
}
