namespace LanguageModeling.Learning;

/// <summary>Many linked lists of word numbers in two arrays; lists that are done with are used again.</summary>
internal sealed class WordLists
{
    private int[] _words = new int[1 << 16];
    private int[] _next = new int[1 << 16];
    private int _count;
    private int _free = -1;

    /// <summary>Puts a word before a list, unless it stands there already.</summary>
    /// <param name="head">The list; -1 for the empty one.</param>
    /// <param name="word">The word's number.</param>
    /// <returns>The longer list.</returns>
    public int Add(int head, int word)
    {
        if (head >= 0 && _words[head] == word)
        {
            return head;
        }

        int node = _free;
        if (node >= 0)
        {
            _free = _next[node];
        }
        else
        {
            if (_count == _words.Length)
            {
                Array.Resize(ref _words, 2 * _count);
                Array.Resize(ref _next, 2 * _count);
            }

            node = _count++;
        }

        _words[node] = word;
        _next[node] = head;
        return node;
    }

    /// <summary>Takes the first word off a list.</summary>
    /// <param name="head">The list, not empty; becomes the rest.</param>
    public int Take(ref int head)
    {
        int node = head;
        head = _next[node];
        _next[node] = _free;
        _free = node;
        return _words[node];
    }
}
