using System.Diagnostics;

namespace Microsoft.ML.Runtime;

/// <summary>Mirrors a pipe: what passes is handed to the listener, exceptions learn component and phase.</summary>
internal class Pipe<TMessage>(HostEnvironment parent, string name, Action<string, TMessage> send) : IPipe<TMessage>
{
    private bool _disposed;

    public string ContextDescription => FullName;

    private string FullName => string.IsNullOrEmpty(parent.FullName) ? name : $"{parent.FullName}; {name}";

    public void Send(TMessage msg) => send(FullName, msg);

    public TException Process<TException>(TException ex)
        where TException : Exception
    {
        if (ex is not null)
        {
            ex.Data["Throwing component"] = parent.ShortName;
            ex.Data["Parent component"] = parent.ParentFullName;
            ex.Data["Phase"] = name;
            Contracts.Mark(ex);
        }

        return ex;
    }

    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            Finish();
        }
    }

    protected virtual void Finish()
    {
    }
}

/// <summary>Mirrors a log channel with its three trace messages: started, finished, disposed.</summary>
internal sealed class Channel : Pipe<ChannelMessage>, IChannel
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();

    public Channel(HostEnvironment parent, string name, Action<string, ChannelMessage> send) : base(parent, name, send)
        => Trace(MessageSensitivity.None, "Channel started");

    public void Trace(MessageSensitivity sensitivity, string fmt) => Send(new(ChannelMessageKind.Trace, sensitivity, fmt));

    public void Trace(MessageSensitivity sensitivity, string fmt, params object[] args) => Send(new(ChannelMessageKind.Trace, sensitivity, fmt, args));

    public void Info(MessageSensitivity sensitivity, string fmt) => Send(new(ChannelMessageKind.Info, sensitivity, fmt));

    public void Info(MessageSensitivity sensitivity, string fmt, params object[] args) => Send(new(ChannelMessageKind.Info, sensitivity, fmt, args));

    public void Warning(MessageSensitivity sensitivity, string fmt) => Send(new(ChannelMessageKind.Warning, sensitivity, fmt));

    public void Warning(MessageSensitivity sensitivity, string fmt, params object[] args) => Send(new(ChannelMessageKind.Warning, sensitivity, fmt, args));

    public void Error(MessageSensitivity sensitivity, string fmt) => Send(new(ChannelMessageKind.Error, sensitivity, fmt));

    public void Error(MessageSensitivity sensitivity, string fmt, params object[] args) => Send(new(ChannelMessageKind.Error, sensitivity, fmt, args));

    protected override void Finish()
    {
        Trace(MessageSensitivity.None, "Channel finished. Elapsed {0:c}.", _watch.Elapsed);
        Trace(MessageSensitivity.None, "Channel disposed");
    }
}
