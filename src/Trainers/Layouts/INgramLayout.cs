namespace LanguageModeling.Layouts;

/// <summary>
/// How the n-grams of a back-off model lie in memory outside the managed heap. A node is an n-gram; level n has those of order n; the node
/// of a word is its id. What is asked for a node holds for nodes that the layout gave, and never reads outside the model, whatever its bytes are.
/// </summary>
/// <remarks>Structures, so that the code that asks is compiled for each of them. Numbers are log10, as in ARPA files.</remarks>
internal interface INgramLayout
{
    /// <summary>N.</summary>
    int Order { get; }

    /// <summary>V.</summary>
    int VocabularySize { get; }

    /// <summary>G(n).</summary>
    long Count(int n);

    /// <summary>Scores sequences that stand one behind the other.</summary>
    void Score(in ScoringRun run, CancellationToken cancellationToken);

    /// <summary>Finds an n-gram of order <paramref name="n"/> from 2 on.</summary>
    /// <param name="n">Its order.</param>
    /// <param name="context">The node of its first n - 1 words.</param>
    /// <param name="word">Its last word.</param>
    /// <returns>Its node, or -1 when the model lacks it.</returns>
    int Find(int n, int context, int word);

    /// <summary>Finds several n-grams of one order, so that their ways to memory overlap.</summary>
    /// <param name="n">Their order.</param>
    /// <param name="contexts">[K].</param>
    /// <param name="words">[K].</param>
    /// <param name="found">[K]: receives nodes, or -1.</param>
    void FindMany(int n, ReadOnlySpan<int> contexts, ReadOnlySpan<int> words, Span<int> found);

    /// <summary>Begins to bring what <see cref="Find"/> will read into the cache.</summary>
    void Prefetch(int n, int context, int word);

    /// <summary>Begins to bring the numbers of a node into the cache.</summary>
    void PrefetchNumbers(int n, int node);

    /// <summary>The probability of a node.</summary>
    float Log10Probability(int n, int node);

    /// <summary>The back-off weight of a node of order n &lt; N.</summary>
    float Log10Backoff(int n, int node);

    /// <summary>Whether a node of order n &lt; N matters as a context: an n-gram goes on from it, or its back-off weight is not 1.</summary>
    bool ExtendsRight(int n, int node);

    /// <summary>As <see cref="ExtendsRight"/>, but may also be true where that is not, when the answer is not at hand.</summary>
    bool MayExtendRight(int n, int node);

    /// <summary>Whether a node of order n &lt; N is the end of a longer n-gram.</summary>
    bool ExtendsLeft(int n, int node);

    /// <summary>The n-grams that go on from a node of order n &lt; N.</summary>
    /// <param name="n">The order of the context.</param>
    /// <param name="node">The context.</param>
    /// <param name="words">Receives their last words, at its front; grown where needed.</param>
    /// <param name="nodes">Receives their nodes, at its front; grown where needed.</param>
    /// <returns>How many they are.</returns>
    int GetSuccessors(int n, int node, ref int[] words, ref int[] nodes);

    /// <summary>Checks that the numbers of all n-grams of an order are log10 probabilities and weights.</summary>
    /// <exception cref="InvalidDataException">One is not.</exception>
    void CheckNumbers(int n);

    /// <summary>Reads all n-grams of order <paramref name="n"/> from 2 on.</summary>
    /// <exception cref="InvalidDataException">They do not hold together.</exception>
    NgramLevel ReadLevel(int n);
}
