namespace Microsoft.ML.Runtime;

/// <summary>Mirrors what exceptions pass through before they are thrown.</summary>
public interface IExceptionContext
{
    string ContextDescription { get; }

    TException Process<TException>(TException ex)
        where TException : Exception;
}

/// <summary>Mirrors what opens channels for messages.</summary>
public interface IChannelProvider : IExceptionContext
{
    IChannel Start(string name);

    IPipe<TMessage> StartPipe<TMessage>(string name);
}

/// <summary>Mirrors the environment that components are created in.</summary>
public interface IHostEnvironment : IChannelProvider, IProgressChannelProvider
{
    ComponentCatalog ComponentCatalog { get; }

    IHost Register(string name, int? seed = null, bool? verbose = null);
}

/// <summary>Mirrors the environment of one component, with its own random numbers.</summary>
public interface IHost : IHostEnvironment
{
    Random Rand { get; }
}

/// <summary>Mirrors what can be cancelled.</summary>
internal interface ICancelable
{
    bool IsCanceled { get; }

    void CancelExecution();
}

/// <summary>Mirrors the settings that travel from a context to its hosts.</summary>
internal interface IHostEnvironmentInternal : IHostEnvironment
{
    int? Seed { get; }

    string TempFilePath { get; set; }

    bool FallbackToCpu { get; set; }

    int? GpuDeviceId { get; set; }

    bool TryAddOption<T>(string name, T value);

    void SetOption<T>(string name, T value);

    bool TryGetOption<T>(string name, out T value);

    T GetOptionOrDefault<T>(string name);

    bool RemoveOption(string name);
}
