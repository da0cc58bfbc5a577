#:project ../../src/Transforms/LanguageModeling.Transforms.csproj
#:property PublishAot=false
#:property TreatWarningsAsErrors=false
#:property EnableNETAnalyzers=false
#:property EnforceCodeStyleInBuild=false

using System.Diagnostics;
using LanguageModeling;

// The ten nearest words of each of the first QUERIES words, and the time to read the file: search.cs VECTORS QUERIES [ANSWERS]
WordVectors vectors = Time("reading", () => WordVectors.Import(args[0]));
Console.WriteLine($"{vectors.Count:N0} words of dimension {vectors.Dimension}");
string[] words = [.. vectors.Vocabulary.Tokens.Take(int.Parse(args[1]))];
vectors.NearestToEach([.. words.Take(64)]); // compiled, norms computed
IReadOnlyList<IReadOnlyList<WordSimilarity>> found = Time($"{words.Length:N0} queries", () => vectors.NearestToEach(words));
if (args.Length > 2)
{
    File.WriteAllLines(args[2], found.Select(row => string.Join(' ', row.Select(near => near.Word))));
}

T Time<T>(string what, Func<T> work)
{
    long start = Stopwatch.GetTimestamp();
    T result = work();
    Console.WriteLine(FormattableString.Invariant($"lm {what}: {Stopwatch.GetElapsedTime(start).TotalSeconds:F2} s"));
    return result;
}
