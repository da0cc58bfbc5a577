namespace LanguageModeling.Tests;

[TestClass]
public sealed class OnnxDeviceTests
{
    [TestMethod]
    [DataRow("auto", "auto")]
    [DataRow("CPU", "cpu")]
    [DataRow("cuda", "cuda:0")]
    [DataRow(" Cuda:12 ", "cuda:12")]
    public void Parse_KnownName_FormatsInOneWay(string text, string expected)
    {
        OnnxDevice device = OnnxDevice.Parse(text);

        Assert.AreEqual(expected, device.ToString());
        Assert.AreEqual(device, OnnxDevice.Parse(device.ToString()));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("gpu")]
    [DataRow("cuda:")]
    [DataRow("cuda:-1")]
    [DataRow("cuda:1.0")]
    [DataRow("cuda:99999999999")]
    public void Parse_OtherText_SaysWhatToWrite(string text)
    {
        FormatException problem = Assert.ThrowsExactly<FormatException>(() => OnnxDevice.Parse(text));

        Assert.AreEqual($"\"{text}\" is not a device. Write auto, cpu, cuda or cuda:N with the number of the device, such as cuda:1.", problem.Message);
    }

    [TestMethod]
    public void TryParse_Null_IsFalse()
    {
        Assert.IsFalse(OnnxDevice.TryParse(null, out OnnxDevice? device));
        Assert.IsNull(device);
    }

    [TestMethod]
    public void Cuda_NegativeId_Throws() =>
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => OnnxDevice.Cuda(-1));

    [TestMethod]
    public void CudaId_OnlyCudaHasOne()
    {
        Assert.AreEqual(3, OnnxDevice.Cuda(3).CudaId);
        Assert.IsNull(OnnxDevice.Cpu.CudaId);
        Assert.IsNull(OnnxDevice.Auto.CudaId);
    }
}
