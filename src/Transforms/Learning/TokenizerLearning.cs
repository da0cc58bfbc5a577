using System.Globalization;
using System.Text;
using LanguageModeling.Tokenizers;

namespace LanguageModeling.Learning;

/// <summary>Reads texts, learns a model of their words, and puts the tokenizer together.</summary>
internal sealed class TokenizerLearning(TokenizerTrainingOptions options)
{
    private const int Bytes = 256;
    private const int LongestUnigramPiece = 16;
    private const int LongestWordPieceWord = 100; // characters; longer words are unknown, as in BERT
    private const string WordPiecePrefix = "##";

    private readonly List<string> _tokens = [.. options.AllSpecialTokens];

    public PipelineTokenizer Train(IEnumerable<string> texts)
    {
        TokenizerSteps steps = TokenizerSteps.For(options);
        var counter = new WordCounter(steps.Words, steps.Normalization is { } step ? step.Apply : null);
        counter.Add(texts, done => Report("Reading", done, null), options.CancellationToken);
        if (counter.Count == 0)
        {
            throw new InvalidOperationException($"The {counter.Texts} texts have no words to learn from. Give text.");
        }

        Report("Learning", 0, options.VocabularySize);
        (string Word, long Count)[] words = [.. counter.Words];
        TokenModel model = options.Algorithm switch
        {
            TokenizerAlgorithm.ByteLevelBpe => LearnByteLevel(words),
            TokenizerAlgorithm.CharacterBpe => LearnCharacters(words),
            TokenizerAlgorithm.WordPiece => LearnWordPieces(words),
            TokenizerAlgorithm.Unigram => LearnUnigram(words),
            _ => LearnWords(words),
        };
        return new PipelineTokenizer(new TokenizerPipeline
        {
            Model = model,
            Normalization = steps.Normalization,
            Splitting = steps.Splitting,
            Processing = steps.CreateProcessing(model.Tokens),
            Decoding = steps.Decoding,
            AddedTokens = [.. options.AllSpecialTokens.Select(token => new AddedToken(token) { Special = true, Normalized = false })],
        });
    }

    private BpeModel LearnByteLevel((string Word, long Count)[] words)
    {
        // Bytes get their ids in the order of the letters that spell them.
        (string Letter, byte Byte)[] letters = [.. Enumerable.Range(0, Bytes).Select(b => (ByteAlphabet.Spell([(byte)b]), (byte)b)).OrderBy(letter => letter.Item1[0])];
        var ids = new int[Bytes];
        foreach ((string letter, byte b) in letters)
        {
            ids[b] = AddFirst(letter);
        }

        var symbols = new SymbolWords();
        int[] buffer = [];
        foreach ((string word, long count) in words)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(word);
            buffer = buffer.Length < bytes.Length ? new int[2 * bytes.Length] : buffer;
            for (int i = 0; i < bytes.Length; i++)
            {
                buffer[i] = ids[bytes[i]];
            }

            symbols.Add(buffer.AsSpan(0, bytes.Length), count);
        }

        return LearnMerges(symbols, new BpeSettings());
    }

    private BpeModel LearnCharacters((string Word, long Count)[] words)
    {
        AddByteTokens();
        List<Rune> alphabet = ChooseAlphabet(words);
        Dictionary<Rune, int> ids = alphabet.ToDictionary(rune => rune, rune => AddFirst(rune.ToString()));
        return LearnMerges(
            Spell(words, (rune, _) => ids.GetValueOrDefault(rune, -1)),
            new BpeSettings { UnknownToken = options.Unknown, FuseUnknown = true, ByteFallback = options.ByteFallback });
    }

    private WordPieceModel LearnWordPieces((string Word, long Count)[] words)
    {
        List<Rune> alphabet = ChooseAlphabet(words);
        Dictionary<Rune, int> starts = alphabet.ToDictionary(rune => rune, rune => AddFirst(rune.ToString()));
        HashSet<Rune> inside = [.. words.SelectMany(word => word.Word.EnumerateRunes().Skip(1))];
        Dictionary<Rune, int> continuing = alphabet.Where(inside.Contains).ToDictionary(rune => rune, rune => AddFirst(WordPiecePrefix + rune));
        LearnPairs(Spell(words, (rune, first) => (first ? starts : continuing).GetValueOrDefault(rune, -1)), WordPiecePrefix);
        return new WordPieceModel(Table(), options.Unknown!, WordPiecePrefix, LongestWordPieceWord);
    }

    private UnigramModel LearnUnigram((string Word, long Count)[] words)
    {
        AddByteTokens();
        string[] alphabet = [.. ChooseAlphabet(words).Select(rune => rune.ToString())];
        int size = options.VocabularySize - _tokens.Count;
        RequireRoom(alphabet.Length);
        List<(string Piece, double Score)> pieces = UnigramLearner.Learn(words, alphabet, new UnigramLearningOptions
        {
            Size = size,
            MaximumPieceLength = options.MaximumTokenLength ?? LongestUnigramPiece,
            SeedSize = options.SeedSize,
            ShrinkingFactor = options.ShrinkingFactor,
            Report = (done, total) => Report("Learning", done, total),
            CancellationToken = options.CancellationToken,
        });
        HashSet<string> known = [.. _tokens];
        List<(string, double)> all = [.. _tokens.Select(token => (token, 0.0)), .. pieces.Where(piece => known.Add(piece.Piece))];
        return new UnigramModel(all, _tokens.IndexOf(options.Unknown!), options.ByteFallback, "trained pieces");
    }

    private WordLevelModel LearnWords((string Word, long Count)[] words)
    {
        RequireRoom(0);
        HashSet<string> known = [.. _tokens];
        IEnumerable<string> chosen = words
            .Where(word => word.Count >= options.MinimumFrequency)
            .OrderByDescending(word => word.Count)
            .ThenBy(word => word.Word, StringComparer.Ordinal)
            .Select(word => word.Word)
            .Where(known.Add);
        _tokens.AddRange(chosen.Take(options.VocabularySize - _tokens.Count));
        return new WordLevelModel(Table(), options.Unknown!);
    }

    private BpeModel LearnMerges(SymbolWords symbols, BpeSettings settings)
    {
        List<(int Left, int Right)> merges = LearnPairs(symbols, "");
        return new BpeModel(Table(), [.. merges.Select(merge => (_tokens[merge.Left], _tokens[merge.Right]))], settings, "trained merges");
    }

    private List<(int Left, int Right)> LearnPairs(SymbolWords symbols, string prefix)
    {
        RequireRoom(0);
        return BpeLearner.Learn(symbols, _tokens, new BpeLearningOptions
        {
            VocabularySize = options.VocabularySize,
            MinimumFrequency = options.MinimumFrequency,
            MaximumTokenLength = options.MaximumTokenLength is { } longest ? longest + 1 : int.MaxValue,
            ContinuingPrefix = prefix,
            Report = (done, total) => Report("Learning", done, total),
            CancellationToken = options.CancellationToken,
        });
    }

    /// <summary>Spells words in symbols. A character without a symbol ends a sequence, as nothing can be merged across it.</summary>
    private static SymbolWords Spell((string Word, long Count)[] words, Func<Rune, bool, int> find)
    {
        var symbols = new SymbolWords();
        var buffer = new List<int>();
        foreach ((string word, long count) in words)
        {
            bool first = true;
            foreach (Rune rune in word.EnumerateRunes())
            {
                int symbol = find(rune, first);
                first = false;
                if (symbol >= 0)
                {
                    buffer.Add(symbol);
                }
                else
                {
                    Flush();
                }
            }

            Flush();

            void Flush()
            {
                symbols.Add(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(buffer), count);
                buffer.Clear();
            }
        }

        return symbols;
    }

    private List<Rune> ChooseAlphabet((string Word, long Count)[] words)
        => Alphabet.Choose(words, options.CharacterCoverage, options.AlphabetLimit, options.InitialAlphabet);

    private void AddByteTokens()
    {
        for (int b = 0; b < Bytes && options.ByteFallback; b++)
        {
            AddFirst(string.Create(CultureInfo.InvariantCulture, $"<0x{b:X2}>"));
        }
    }

    private int AddFirst(string token)
    {
        int known = _tokens.IndexOf(token, 0, Math.Min(_tokens.Count, options.AllSpecialTokens.Count));
        if (known < 0)
        {
            _tokens.Add(token);
        }

        return known < 0 ? _tokens.Count - 1 : known;
    }

    private void RequireRoom(int more)
    {
        if (_tokens.Count + more > options.VocabularySize)
        {
            throw new ArgumentException(
                $"VocabularySize is {options.VocabularySize}, but special tokens, bytes and characters alone are {_tokens.Count + more}. "
                + "Raise VocabularySize, or lower CharacterCoverage or AlphabetLimit.");
        }
    }

    private TokenTable Table() => new(_tokens.Index().ToDictionary(token => token.Item, token => token.Index, StringComparer.Ordinal), "trained tokens");

    private void Report(string phase, long done, long? total) => options.Progress?.Report(new TokenizerTrainingProgress(phase, done, total));
}
