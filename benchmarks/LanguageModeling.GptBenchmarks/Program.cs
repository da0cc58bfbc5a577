using LanguageModeling.Benchmarks;

return args switch
{
    ["make", string folder] => RandomGpt2.Make(folder),
    ["build", string folder] => RandomGpt2.Build(folder),
    ["run", string model] => StepTimings.Run(model),
    ["state", string model] => StateTimings.Run(model),
    ["callers", string model] => CallerTimings.Run(model),
    ["soak"] => SoakTest.Run(),
    ["score", string model] => ScoringTimings.Run(model),
    ["naive", string export] => ScoringTimings.RunNaive(export),
    ["floor", string model] => MemoryTimings.Run(model),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        make FOLDER       write a random GPT-2 of 124M parameters in all forms
        build FOLDER      build its graphs again
        run MODEL.onnx    time the graph
        state FOLDER      time what OnnxLanguageModel adds to its graph
        score FOLDER      time the likelihood of 160 texts
        naive FOLDER      the same with a plain export, in padded batches
        callers FOLDER    time eight callers, one by one and together
        soak              ten thousand requests: memory must stay steady
        floor FOLDER      time a read of as much memory as the model has
        """);
    return 2;
}
