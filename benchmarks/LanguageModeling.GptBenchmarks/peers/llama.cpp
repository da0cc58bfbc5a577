// Times llama.cpp through its C API, as StepTimings.cs times this library's graphs; "quantize IN OUT TYPE" makes the smaller files.
#include "llama.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <vector>

static double now() {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

static double median(std::vector<double> v) {
    std::sort(v.begin(), v.end());
    return v[v.size() / 2];
}

static double resident() {
    long pages = 0, unused = 0;
    FILE * f = fopen("/proc/self/statm", "r");
    if (f) {
        if (fscanf(f, "%ld %ld", &unused, &pages) != 2) { pages = 0; }
        fclose(f);
    }
    return pages * 4096 / 1e6;
}

static int step(llama_context * ctx, std::vector<llama_token> & tokens, int vocab) {
    if (llama_decode(ctx, llama_batch_get_one(tokens.data(), (int) tokens.size()))) {
        fprintf(stderr, "decode failed\n");
        exit(1);
    }
    const float * logits = llama_get_logits_ith(ctx, -1);
    return (int) (std::max_element(logits, logits + vocab) - logits);
}

int main(int argc, char ** argv) {
    llama_log_set([](ggml_log_level, const char *, void *) {}, nullptr);
    llama_backend_init();
    if (argc == 5 && !strcmp(argv[1], "quantize")) {
        llama_model_quantize_params params = llama_model_quantize_default_params();
        params.ftype = !strcmp(argv[4], "q8_0") ? LLAMA_FTYPE_MOSTLY_Q8_0 : !strcmp(argv[4], "f16") ? LLAMA_FTYPE_MOSTLY_F16 : LLAMA_FTYPE_MOSTLY_Q4_0;
        return (int) llama_model_quantize(argv[2], argv[3], &params);
    }
    if (argc != 4) {
        fprintf(stderr, "usage: llama NAME FILE.gguf THREADS\n");
        return 2;
    }
    llama_model * model = llama_model_load_from_file(argv[2], llama_model_default_params());
    if (!model) {
        fprintf(stderr, "cannot load %s\n", argv[2]);
        return 1;
    }
    llama_context_params params = llama_context_default_params();
    params.n_ctx = 1024;
    params.n_batch = params.n_ubatch = 512;
    params.n_threads = params.n_threads_batch = atoi(argv[3]);
    params.flash_attn = true;
    llama_context * ctx = llama_init_from_model(model, params);
    const int vocab = 50257;
    std::vector<llama_token> tokens(512);
    for (int i = 0; i < 512; i++) { tokens[i] = i * 7919 % 50000; }

    std::vector<double> times;
    for (int i = 0; i < 6; i++) {
        llama_kv_cache_clear(ctx);
        double start = now();
        step(ctx, tokens, vocab);
        if (i) { times.push_back(now() - start); }
    }
    double prefill = median(times);

    llama_kv_cache_clear(ctx);
    tokens.resize(256);
    int next = step(ctx, tokens, vocab);
    times.clear();
    for (int i = 0; i < 41; i++) {
        std::vector<llama_token> one = { next };
        double start = now();
        next = step(ctx, one, vocab);
        if (i) { times.push_back(now() - start); }
    }
    printf("%s\t%.1f\t%.2f\t%.0f\n", argv[1], prefill, median(times), resident());
    return 0;
}
