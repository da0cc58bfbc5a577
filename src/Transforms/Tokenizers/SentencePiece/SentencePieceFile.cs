using System.Text;
using LanguageModeling.Files;

namespace LanguageModeling.Tokenizers;

/// <summary>What a piece of SentencePiece is.</summary>
internal enum PieceKind
{
    Normal = 1,
    Unknown = 2,
    Control = 3,
    UserDefined = 4,
    Unused = 5,
    Byte = 6,
}

/// <summary>How SentencePiece finds pieces.</summary>
internal enum PieceAlgorithm
{
    Unigram = 1,
    Bpe = 2,
    Word = 3,
    Character = 4,
}

/// <summary>A piece of SentencePiece.</summary>
/// <param name="Text">Its spelling.</param>
/// <param name="Score">Natural-log probability, or for BPE minus the rank.</param>
/// <param name="Kind">What it is.</param>
internal readonly record struct SentencePieceEntry(string Text, float Score, PieceKind Kind);

/// <summary>A SentencePiece <c>.model</c> file.</summary>
internal sealed class SentencePieceFile
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private readonly string _place;
    private readonly List<SentencePieceEntry> _pieces = [];

    private SentencePieceFile(string place) => _place = place;

    /// <summary>The pieces in the order of their ids.</summary>
    public IReadOnlyList<SentencePieceEntry> Pieces => _pieces;

    public PieceAlgorithm Algorithm { get; private set; } = PieceAlgorithm.Unigram;

    /// <summary>Whether unknown characters are spelled in bytes.</summary>
    public bool ByteFallback { get; private set; }

    /// <summary>Whether the mark of a word is at its end.</summary>
    public bool MarkAtEnd { get; private set; }

    public int UnknownId { get; private set; } = -1;

    public int BeginId { get; private set; } = 1;

    public int EndId { get; private set; } = 2;

    public int PaddingId { get; private set; } = -1;

    /// <summary>What unknown pieces are decoded to.</summary>
    public string UnknownSurface { get; private set; } = " \u2047 ";

    /// <summary>Map of characters; empty for none.</summary>
    public byte[] CharsMap { get; private set; } = [];

    public bool AddDummyPrefix { get; private set; } = true;

    public bool RemoveExtraSpaces { get; private set; } = true;

    public bool EscapeSpaces { get; private set; } = true;

    /// <summary>Reads a file.</summary>
    /// <param name="content">Its bytes.</param>
    /// <param name="place">Its name, for messages.</param>
    public static SentencePieceFile Read(byte[] content, string place)
    {
        if (FileSignature.Describe(content.AsSpan(0, Math.Min(content.Length, FileSignature.Length))) is { } kind)
        {
            throw new InvalidDataException($"{place}: expected a SentencePiece model but found {kind}.");
        }

        var file = new SentencePieceFile(place);
        var reader = new ProtobufReader(content, place);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    file.ReadPiece(reader.ReadBytes());
                    break;
                case 2:
                    file.ReadTrainer(reader.ReadBytes());
                    break;
                case 3:
                    file.ReadNormalizer(reader.ReadBytes());
                    break;
                case 5:
                    file.RequireEmptyMap(reader.ReadBytes());
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        file.Check();
        return file;
    }

    /// <summary>The id of a piece that plays a special part; null when there is none of this id and kind.</summary>
    public int? SpecialId(int id, PieceKind kind) => id >= 0 && id < _pieces.Count && _pieces[id].Kind == kind ? id : null;

    private void ReadPiece(ReadOnlySpan<byte> message)
    {
        string text = "";
        float score = 0;
        int kind = (int)PieceKind.Normal;
        var reader = new ProtobufReader(message, _place);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    text = ReadText(reader.ReadBytes());
                    break;
                case 2:
                    score = reader.ReadSingle();
                    break;
                case 3:
                    kind = reader.ReadInt32();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        if (text.Length == 0 || !Enum.IsDefined((PieceKind)kind) || float.IsNaN(score))
        {
            throw new InvalidDataException($"{_place}: piece {_pieces.Count} has spelling \"{text}\", score {score} and kind {kind}, which cannot be. The file is damaged.");
        }

        _pieces.Add(new SentencePieceEntry(text, score, (PieceKind)kind));
    }

    private void ReadTrainer(ReadOnlySpan<byte> message)
    {
        var reader = new ProtobufReader(message, _place);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 3:
                    int algorithm = reader.ReadInt32();
                    Algorithm = Enum.IsDefined((PieceAlgorithm)algorithm)
                        ? (PieceAlgorithm)algorithm
                        : throw new NotSupportedException($"{_place}: the model type {algorithm} is not known. Known are 1 (unigram), 2 (BPE), 3 (word) and 4 (character).");
                    break;
                case 24:
                    MarkAtEnd = reader.ReadBoolean();
                    break;
                case 35:
                    ByteFallback = reader.ReadBoolean();
                    break;
                case 41:
                    BeginId = reader.ReadInt32();
                    break;
                case 42:
                    EndId = reader.ReadInt32();
                    break;
                case 43:
                    PaddingId = reader.ReadInt32();
                    break;
                case 44:
                    UnknownSurface = ReadText(reader.ReadBytes());
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
    }

    private void ReadNormalizer(ReadOnlySpan<byte> message)
    {
        var reader = new ProtobufReader(message, _place);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 2:
                    CharsMap = reader.ReadBytes().ToArray();
                    break;
                case 3:
                    AddDummyPrefix = reader.ReadBoolean();
                    break;
                case 4:
                    RemoveExtraSpaces = reader.ReadBoolean();
                    break;
                case 5:
                    EscapeSpaces = reader.ReadBoolean();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
    }

    private void RequireEmptyMap(ReadOnlySpan<byte> message)
    {
        var reader = new ProtobufReader(message, _place);
        while (reader.Next())
        {
            if (reader.Field == 2 && reader.ReadBytes().Length > 0)
            {
                throw new NotSupportedException($"{_place}: the model changes decoded text by rules of its own (denormalizer_spec), which is not supported.");
            }

            if (reader.Field != 2)
            {
                reader.Skip();
            }
        }
    }

    private void Check()
    {
        for (int id = 0; id < _pieces.Count; id++)
        {
            if (_pieces[id].Kind == PieceKind.Unknown)
            {
                UnknownId = UnknownId < 0 ? id : throw new InvalidDataException($"{_place}: the pieces {UnknownId} and {id} are both for unknown text. The file is damaged.");
            }
        }

        if (UnknownId < 0)
        {
            throw new InvalidDataException(
                $"{_place}: expected a SentencePiece model, but none of its {_pieces.Count} pieces is for unknown text. The file may be cut short, or be no such model.");
        }

        var bytes = _pieces.Where(piece => piece.Kind == PieceKind.Byte).Select(piece => piece.Text).ToHashSet();
        if (ByteFallback && Enumerable.Range(0, 256).Any(b => !bytes.Contains(ByteFallbackDecoding.SpellByte(b))))
        {
            throw new InvalidDataException($"{_place}: unknown text is to be spelled in bytes, but not all 256 pieces for bytes are there. The file is damaged.");
        }
    }

    private string ReadText(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new InvalidDataException($"{_place}: a piece is no text in UTF-8. The file is damaged.");
        }
    }
}
