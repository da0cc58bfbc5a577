namespace LanguageModeling.Records;

/// <summary>Gives records one after another. A record is a row of numbers: first those of its key, then what belongs to it.</summary>
internal interface IRecordSource : IDisposable
{
    /// <summary>The present record; stays until the next call of <see cref="Next"/>.</summary>
    ReadOnlySpan<int> Current { get; }

    /// <summary>Goes on to the next record, at first to the first one.</summary>
    /// <returns>False after the last.</returns>
    bool Next();
}
