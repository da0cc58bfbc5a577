using LanguageModeling;
using LanguageModeling.Bridge;
using Microsoft.ML;

// Where ML.NET finds the transformers of this assembly when it loads a model file. The names are those of each transformer's Header.
[assembly: LoadableClass(
    typeof(ITransformer), typeof(Loader<EncodeTokensTransformer>), null, typeof(SignatureLoadModel), "Encode tokens", EncodeTokensTransformer.LoaderName)]
[assembly: LoadableClass(
    typeof(ITransformer), typeof(Loader<LanguageModelTransformer>), null, typeof(SignatureLoadModel), "Score with a language model", LanguageModelTransformer.LoaderName)]
[assembly: LoadableClass(
    typeof(ITransformer), typeof(Loader<DecodeTokensTransformer>), null, typeof(SignatureLoadModel), "Decode tokens", DecodeTokensTransformer.LoaderName)]
[assembly: LoadableClass(
    typeof(ITransformer), typeof(Loader<TokenWindowsTransformer>), null, typeof(SignatureLoadModel), "Token windows", TokenWindowsTransformer.LoaderName)]
[assembly: LoadableClass(
    typeof(ITransformer), typeof(Loader<GenerateTextTransformer>), null, typeof(SignatureLoadModel), "Generate text", GenerateTextTransformer.LoaderName)]
[assembly: LoadableClass(
    typeof(ITransformer), typeof(Loader<EmbedTokensTransformer>), null, typeof(SignatureLoadModel), "Embed tokens", EmbedTokensTransformer.LoaderName)]
[assembly: LoadableClass(
    typeof(ITransformer), typeof(Loader<PrepareTextTransformer>), null, typeof(SignatureLoadModel), "Prepare text", PrepareTextTransformer.LoaderName)]
[assembly: LoadableClass(
    typeof(ITransformer), typeof(Loader<JoinPhrasesTransformer>), null, typeof(SignatureLoadModel), "Join phrases", JoinPhrasesTransformer.LoaderName)]
[assembly: LoadableClass(
    typeof(ITransformer), typeof(Loader<EmbedTextTransformer>), null, typeof(SignatureLoadModel), "Embed text", EmbedTextTransformer.LoaderName)]
[assembly: LoadableClass(
    typeof(ITransformer), typeof(Loader<FormatPromptTransformer>), null, typeof(SignatureLoadModel), "Format prompt", FormatPromptTransformer.LoaderName)]
[assembly: LoadableClass(
    typeof(ITransformer), typeof(Loader<ScoreContinuationTransformer>), null, typeof(SignatureLoadModel), "Score continuation", ScoreContinuationTransformer.LoaderName)]
[assembly: LoadableClass(
    typeof(ITransformer), typeof(Loader<RankChoicesTransformer>), null, typeof(SignatureLoadModel), "Rank choices", RankChoicesTransformer.LoaderName)]
