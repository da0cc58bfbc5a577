using LanguageModeling.Benchmarks;

return args switch
{
    ["make", string folder] => RandomGpt2.Make(folder),
    ["build", string folder] => RandomGpt2.Build(folder),
    ["run", string model] => StepTimings.Run(model),
    ["state", string model] => StateTimings.Run(model),
    ["callers", string model] => CallerTimings.Run(model),
    ["soak"] => SoakTest.Run(),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("make FOLDER: writes a random GPT-2 of 124M parameters in all forms. build FOLDER: builds its graphs again. run MODEL.onnx: times the graph. state FOLDER: times it through OnnxLanguageModel. callers FOLDER: eight callers, one by one and together. soak: ten thousand requests, memory steady.");
    return 2;
}
