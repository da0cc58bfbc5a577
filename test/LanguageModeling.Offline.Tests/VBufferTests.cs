using Microsoft.ML.Data;

namespace LanguageModeling.Offline.Tests;

/// <summary>Dense and sparse buffers and their editors.</summary>
[TestClass]
public sealed class VBufferTests
{
    [TestMethod]
    public void VBuffer_Default_IsDenseAndEmpty()
    {
        VBuffer<float> buffer = default;

        Assert.AreEqual(0, buffer.Length);
        Assert.IsTrue(buffer.IsDense);
        Assert.AreEqual(0, buffer.GetValues().Length);
    }

    [TestMethod]
    public void VBuffer_Sparse_GivesDefaultsBetweenItsValues()
    {
        var buffer = new VBuffer<float>(5, 2, [7f, 8f], [1, 4]);

        Assert.IsFalse(buffer.IsDense);
        CollectionAssert.AreEqual(new[] { 0f, 7f, 0f, 0f, 8f }, buffer.DenseValues().ToArray());
        Assert.AreEqual(7f, buffer.GetItemOrDefault(1));
        Assert.AreEqual(0f, buffer.GetItemOrDefault(2));
        CollectionAssert.AreEqual(new[] { 1, 4 }, buffer.GetIndices().ToArray());
        CollectionAssert.AreEqual(new[] { new KeyValuePair<int, float>(1, 7f), new(4, 8f) }, buffer.Items().ToArray());
        Assert.AreEqual(5, buffer.Items(all: true).Count());
    }

    [TestMethod]
    public void VBuffer_FullCount_IsDense()
    {
        var buffer = new VBuffer<float>(2, 2, [7f, 8f], [0, 1]);

        Assert.IsTrue(buffer.IsDense);
        Assert.AreEqual(0, buffer.GetIndices().Length);
    }

    [TestMethod]
    public void VBuffer_LengthsThatDoNotMatch_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => new VBuffer<float>(3, [1f, 2f]));
        Assert.Throws<ArgumentException>(() => new VBuffer<float>(3, 2, [1f], [0, 1]));
        Assert.Throws<ArgumentException>(() => new VBuffer<float>(3, 2, [1f, 2f], [0]));
        Assert.Throws<ArgumentException>(() => new VBuffer<float>(1, 2, [1f, 2f], [0, 1]));
    }

    [TestMethod]
    public void VBuffer_Copies_AreIndependent()
    {
        float[] values = [1f, 2f];
        var buffer = new VBuffer<float>(2, values);
        VBuffer<float> copy = default;
        buffer.CopyTo(ref copy);
        values[0] = 9f;

        CollectionAssert.AreEqual(new[] { 9f, 2f }, buffer.DenseValues().ToArray()); // the constructor took the array
        CollectionAssert.AreEqual(new[] { 1f, 2f }, copy.DenseValues().ToArray());
    }

    [TestMethod]
    public void VBuffer_CopyToRange_KeepsSparsity()
    {
        var buffer = new VBuffer<float>(6, 2, [7f, 8f], [1, 4]);
        VBuffer<float> part = default;
        buffer.CopyTo(ref part, 3, 3);

        Assert.IsFalse(part.IsDense);
        CollectionAssert.AreEqual(new[] { 0f, 8f, 0f }, part.DenseValues().ToArray());
    }

    [TestMethod]
    public void VBuffer_CopyToDense_FillsTheGaps()
    {
        var buffer = new VBuffer<float>(3, 1, [7f], [1]);
        VBuffer<float> dense = default;
        buffer.CopyToDense(ref dense);

        Assert.IsTrue(dense.IsDense);
        CollectionAssert.AreEqual(new[] { 0f, 7f, 0f }, dense.GetValues().ToArray());
    }

    [TestMethod]
    public void VBufferEditor_Create_ReusesTheArrays()
    {
        var buffer = new VBuffer<float>(4, [1f, 2f, 3f, 4f]);

        VBufferEditor<float> editor = VBufferEditor.Create(ref buffer, 2);

        Assert.IsFalse(editor.CreatedNewValues);
        Assert.AreEqual(2, editor.Values.Length);
        editor.Values[0] = 5f;
        editor.Values[1] = 6f;
        CollectionAssert.AreEqual(new[] { 5f, 6f }, editor.Commit().DenseValues().ToArray());
    }

    [TestMethod]
    public void VBufferEditor_CreateSparse_HasRoomForIndices()
    {
        VBuffer<float> buffer = default;
        VBufferEditor<float> editor = VBufferEditor.Create(ref buffer, 10, 2);

        Assert.IsTrue(editor.CreatedNewValues);
        Assert.IsTrue(editor.CreatedNewIndices);
        (editor.Indices[0], editor.Values[0]) = (3, 1f);
        (editor.Indices[1], editor.Values[1]) = (9, 2f);
        buffer = editor.Commit();

        Assert.AreEqual(10, buffer.Length);
        Assert.IsFalse(buffer.IsDense);
        Assert.AreEqual(2f, buffer.GetItemOrDefault(9));
    }

    [TestMethod]
    public void VBufferEditor_CommitTruncated_KeepsTheLength()
    {
        VBuffer<float> buffer = default;
        VBufferEditor<float> editor = VBufferEditor.Create(ref buffer, 10, 3);
        (editor.Indices[0], editor.Values[0]) = (3, 1f);
        buffer = editor.CommitTruncated(1);

        Assert.AreEqual(10, buffer.Length);
        Assert.AreEqual(1, buffer.GetValues().Length);
        Assert.IsFalse(buffer.IsDense);
    }
}
