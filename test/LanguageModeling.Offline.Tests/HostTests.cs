using System.Runtime.CompilerServices;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace LanguageModeling.Offline.Tests;

/// <summary>What a component gets from its host: randomness, channels, options, cancellation; and how its errors surface.</summary>
[TestClass]
public sealed class HostTests
{
    [TestMethod]
    public void Rand_OfSeededContext_DependsOnSeedAndOrderOfRegistration()
    {
        static int[] Draw(int seed)
        {
            IHostEnvironment env = new MLContext(seed);
            return [.. new[] { "a", "b" }.SelectMany(name => Enumerable.Repeat(env.Register(name).Rand, 2).Select(r => r.Next(1000)))];
        }

        CollectionAssert.AreEqual(new[] { 408, 466, 185, 671 }, Draw(1)); // what the real one draws
        CollectionAssert.AreNotEqual(Draw(1), Draw(2));
    }

    [TestMethod]
    public void Rand_WithSeedOfItsOwn_IsIndependentOfTheContext()
    {
        Random first = ((IHostEnvironment)new MLContext(1)).Register("x", seed: 5).Rand;
        Random second = ((IHostEnvironment)new MLContext(2)).Register("y", seed: 5).Rand;

        Assert.AreEqual(first.Next(), second.Next());
        Assert.AreEqual(first.NextDouble(), second.NextDouble());
    }

    [TestMethod]
    public void Log_ReceivesWhatChannelsSay()
    {
        var ml = new MLContext();
        var seen = new List<(ChannelMessageKind, string, string)>();
        ml.Log += (_, e) => seen.Add((e.Kind, e.Source, e.RawMessage));
        using (IChannel channel = ((IHostEnvironment)ml).Register("Part").Start("Phase"))
        {
            channel.Info(MessageSensitivity.None, "one {0}", 1);
            channel.Warning(MessageSensitivity.None, "two");
        }

        CollectionAssert.AreEqual(
            new[] { (ChannelMessageKind.Info, "Part; Phase", "one 1"), (ChannelMessageKind.Warning, "Part; Phase", "two") },
            seen.Where(m => m.Item1 != ChannelMessageKind.Trace).ToArray());
        Assert.AreEqual(3, seen.Count(m => m.Item1 == ChannelMessageKind.Trace)); // started, finished, disposed
    }

    [TestMethod]
    public void Options_AreKeptByName()
    {
        var ml = new MLContext();
        ml.SetOption("Name", 3);

        Assert.IsTrue(ml.TryGetOption("Name", out int value));
        Assert.AreEqual(3, value);
        Assert.AreEqual(0, ml.GetOptionOrDefault<int>("Other"));
        Assert.IsFalse(ml.TryGetOption("Third", out int _));
    }

    [TestMethod]
    public void Process_ReturnsTheException()
    {
        IHost host = ((IHostEnvironment)new MLContext()).Register("Part");
        var error = new InvalidOperationException("x");

        Assert.AreSame(error, host.Process(error));
    }

    /// <summary>A cancelled context stays cancelled for its hosts, old and new; on the context itself the check always passes.</summary>
    [TestMethod]
    public void CheckAlive_OfCancelledContext_FailsForHosts()
    {
        var ml = new MLContext();
        IHost host = ((IHostEnvironment)ml).Register("Part");
        CheckAlive(null!, host);

        CancelExecution(ml);

        Assert.Throws<OperationCanceledException>(() => CheckAlive(null!, host));
        Assert.Throws<OperationCanceledException>(() => CheckAlive(null!, ((IHostEnvironment)ml).Register("Later")));
        CheckAlive(null!, ml);
    }

    [TestMethod]
    public void Getter_ThatThrows_IsFoundInsideTheErrorOfTheReader()
    {
        var ml = new MLContext();
        IDataView view = ml.Data.LoadFromEnumerable("abcdefghij".Select(c => new { Text = c.ToString() }));
        var chain = ml.Transforms.CustomMapping<TextTransformTests.Line, TextTransformTests.Measured>((_, _) => throw new FormatException("mine"), null)
            .Append(ml.Transforms.Conversion.ConvertType("Out", "Length"));
        IDataView result = chain.Fit(view).Transform(view);

        Exception error = Assert.Throws<Exception>(() => result.GetColumn<float>("Out").ToArray());

        Assert.AreEqual("mine", error.GetBaseException().Message);
    }

    [UnsafeAccessor(UnsafeAccessorKind.StaticMethod, Name = "CheckAlive")]
    private static extern void CheckAlive([UnsafeAccessorType("Microsoft.ML.Runtime.Contracts, Microsoft.ML.Core")] object type, IHostEnvironment env);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "CancelExecution")]
    private static extern void CancelExecution(MLContext context);
}
