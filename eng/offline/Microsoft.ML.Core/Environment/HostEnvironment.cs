namespace Microsoft.ML.Runtime;

/// <summary>
/// Mirrors the environment behind <c>MLContext</c> and the hosts registered in it: messages go to one listener at the root,
/// each registration draws its generator from its parent's, cancelling a root cancels its hosts for good.
/// </summary>
internal sealed class HostEnvironment : IHost, IHostEnvironmentInternal, ICancelable
{
    private readonly HostEnvironment _parent;
    private readonly HostEnvironment _root;
    private readonly Lock _lock = new();
    private readonly List<WeakReference<HostEnvironment>> _children = [];
    private readonly Dictionary<string, object> _options = [];

    public HostEnvironment(int? seed)
    {
        _root = this;
        (Seed, Rand, ComponentCatalog) = (seed, RandomUtils.Create(seed), new ComponentCatalog());
    }

    private HostEnvironment(HostEnvironment parent, string name, Random rand)
    {
        (_parent, _root, Rand, Seed) = (parent, parent._root, rand, parent.Seed);
        (ComponentCatalog, IsCanceled, ShortName) = (parent.ComponentCatalog, parent.IsCanceled, name);
        (TempFilePath, FallbackToCpu, GpuDeviceId) = (parent.TempFilePath, parent.FallbackToCpu, parent.GpuDeviceId);
        ParentFullName = parent._parent?.FullName;   // the grandparent's: a host of a host does not name its parent, upstream either
    }

    /// <summary>Receives (source, message) of every channel below this root.</summary>
    public event Action<string, ChannelMessage> Message;

    public ComponentCatalog ComponentCatalog { get; }

    public Random Rand { get; }

    public int? Seed { get; }

    public bool IsCanceled { get; private set; }

    public string TempFilePath { get; set; } = Path.GetTempPath();

    public bool FallbackToCpu { get; set; }

    public int? GpuDeviceId { get; set; }

    public string ContextDescription => "HostEnvironment";

    internal string ShortName { get; }

    internal string ParentFullName { get; }

    internal string FullName => string.IsNullOrEmpty(ParentFullName) ? ShortName : $"{ParentFullName}; {ShortName}";

    public IHost Register(string name, int? seed = null, bool? verbose = null)
    {
        Contracts.CheckNonEmpty(name, nameof(name));
        lock (_lock)
        {
            _children.RemoveAll(child => !child.TryGetTarget(out _));
            var host = new HostEnvironment(this, name, seed is null ? RandomUtils.Create(Rand) : RandomUtils.Create(seed));
            _children.Add(new(host));
            return host;
        }
    }

    public IChannel Start(string name) => new Channel(this, name, _root.Send);

    public IPipe<TMessage> StartPipe<TMessage>(string name) => new Pipe<TMessage>(this, name, (_, _) => { });

    public IProgressChannel StartProgressChannel(string name)
    {
        Contracts.CheckNonEmpty(name, nameof(name));
        return new SilentProgressChannel(this);
    }

    public TException Process<TException>(TException ex)
        where TException : Exception
    {
        if (ex is not null)
        {
            ex.Data["Throwing component"] = "Environment";
            Contracts.Mark(ex);
        }

        return ex;
    }

    public void CancelExecution()
    {
        lock (_lock)
        {
            foreach (WeakReference<HostEnvironment> child in _children)
            {
                if (child.TryGetTarget(out HostEnvironment host))
                {
                    host.CancelExecution();
                }
            }

            _children.Clear();
            IsCanceled = true;
        }
    }

    public bool TryAddOption<T>(string name, T value) => _options.TryAdd(Checked(name), value);

    public void SetOption<T>(string name, T value) => _options[Checked(name)] = value;

    public bool TryGetOption<T>(string name, out T value)
    {
        bool found = _options.TryGetValue(Checked(name), out object held) && held is T;
        value = found ? (T)held : default;
        return found;
    }

    /// <summary>The option, or the default of <typeparamref name="T"/>, which is then stored.</summary>
    public T GetOptionOrDefault<T>(string name)
    {
        if (!_options.TryGetValue(Checked(name), out object held))
        {
            SetOption<T>(name, default);
            held = default(T);
        }

        return (T)held;
    }

    public bool RemoveOption(string name) => _options.Remove(Checked(name));

    private static string Checked(string option)
        => string.IsNullOrWhiteSpace(option) ? throw new ArgumentNullException("name") : option;

    private void Send(string source, ChannelMessage message) => Message?.Invoke(source, message);
}
