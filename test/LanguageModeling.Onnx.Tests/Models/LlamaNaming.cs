namespace LanguageModeling.Tests.Models;

/// <summary>Where an export of a Llama-family model keeps the names of its matrices.</summary>
public enum LlamaNaming
{
    /// <summary>In its operators, <c>/model/layers.0/self_attn/q_proj/MatMul</c>; matrices are [in, out]: Optimum, by PyTorch's tracing exporter.</summary>
    Operators,

    /// <summary>In its weights, <c>model.layers.0.self_attn.q_proj.weight</c>, which are [out, in] and turned round by an operator: PyTorch's newer exporter.</summary>
    Weights,

    /// <summary>In its weights, by names of its own: onnxruntime-genai.</summary>
    GenAI,

    /// <summary>Nowhere.</summary>
    Lost,
}
