namespace Microsoft.ML.Tokenizers;

/// <summary>A token: its id, its text and the characters it stands for.</summary>
public readonly struct EncodedToken : IEquatable<EncodedToken>
{
    public EncodedToken(int id, string value, Range offset)
    {
        Id = id;
        Value = value;
        Offset = offset;
    }

    public int Id { get; }

    public string Value { get; }

    public Range Offset { get; }

    public bool Equals(EncodedToken other) => (Id, Value, Offset).Equals((other.Id, other.Value, other.Offset));
}
