namespace LanguageModeling;

/// <summary>How the n-grams of a model lie in a file of this library.</summary>
public enum NgramFileFormat
{
    /// <summary>For speed: a hash table for each order, a search mostly costs one cache line. About 20 bytes an n-gram.</summary>
    Fast = 1,

    /// <summary>For memory: a bit-packed tree, a third of the size, and about half as quick.</summary>
    Compact = 2,
}
