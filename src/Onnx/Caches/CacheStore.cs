using LanguageModeling.Decoding;
using LanguageModeling.Devices;
using LanguageModeling.Tensors;
using Microsoft.ML.OnnxRuntime;

namespace LanguageModeling.Caches;

/// <summary>Where keys and values lie: in the memory of the device that computes them, so that no run copies them from one to another.</summary>
/// <remarks>Used by all threads.</remarks>
internal abstract class CacheStore : IDisposable
{
    private const string ProcessorName = "Cpu";

    /// <summary>Whether each run copies what lies here from and to a device, so that it has to be bound anew for each.</summary>
    public virtual bool IsCopied => false;

    /// <summary>Makes the store for some graphs: on the device where all of them take and give keys and values; on the processor, where they differ.</summary>
    /// <param name="factory">Has started them.</param>
    /// <param name="options">What was asked for.</param>
    /// <param name="graphs">The graphs.</param>
    public static CacheStore Create(SessionFactory factory, OnnxModelOptions options, params ReadOnlySpan<DecoderSession> graphs)
    {
        bool isOnProcessor = factory.Choice.Device == OnnxDevice.Cpu;
        if (isOnProcessor && !options.KeepsCachesAsOnDevice)
        {
            return new HostStore(isCopied: false);
        }

        HashSet<(string Name, int Id)> places = [];
        foreach (DecoderSession graph in graphs)
        {
            places.UnionWith(graph.FindCachePlaces());
        }

        bool isOnDevice = places.Count == 1 && DeviceStore.Takes(graphs[0].Signature.Cache!) && (isOnProcessor || places.Single().Name != ProcessorName);
        return isOnDevice
            ? new DeviceStore(graphs[0].Session, new OrtMemoryInfo(places.Single().Name, OrtAllocatorType.DeviceAllocator, places.Single().Id, OrtMemType.Default), factory)
            : new HostStore(isCopied: !isOnProcessor);
    }

    /// <summary>Takes memory, all zeros.</summary>
    /// <param name="size">Number of bytes.</param>
    public abstract TensorMemory Take(long size);

    /// <summary>Copies tokens from each plane to another. What the other planes hold besides is then undefined.</summary>
    /// <param name="source">The planes to read.</param>
    /// <param name="target">As many planes to write, none of them among those that are read.</param>
    /// <param name="length">Tokens of each.</param>
    /// <param name="tokenSize">Bytes of a token.</param>
    public abstract void Copy(Planes source, Planes target, int length, int tokenSize);

    public abstract void Dispose();
}
