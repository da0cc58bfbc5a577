namespace LanguageModeling.Constraints;

/// <summary>Named expressions that may refer to each other, and the one to begin with.</summary>
internal sealed record Grammar(Expression Root, IReadOnlyDictionary<string, Expression> Rules)
{
    /// <summary>A grammar without named rules.</summary>
    public Grammar(Expression root)
        : this(root, new Dictionary<string, Expression>())
    {
    }
}
