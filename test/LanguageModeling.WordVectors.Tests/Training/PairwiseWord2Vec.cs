namespace LanguageModeling.Tests;

/// <summary>
/// Skip-gram with negative sampling as word2vec.c has it, plainly: pair after pair, each with noise of its own, each step on the newest weights. What the
/// trainer's quality is held against.
/// </summary>
internal static class PairwiseWord2Vec
{
    /// <summary>Trains; gives the mean loss over the whole text of the weights after each epoch.</summary>
    public static double[] Train(string[] lines, int dimension, int window, int negatives, int epochs, double rate)
    {
        var random = new Random(3);
        string[][] sentences = [.. lines.Select(line => line.Split(' '))];
        string[] words = [.. sentences.SelectMany(s => s).Distinct()];
        Dictionary<string, int> ids = words.Select((word, id) => (word, id)).ToDictionary(p => p.word, p => p.id);
        int[] noise = [.. sentences.SelectMany(s => s).Select(word => ids[word])]; // exponent 1 is near enough for words of like frequency
        double[][] v = [.. words.Select(_ => Enumerable.Range(0, dimension).Select(_ => (random.NextDouble() - 0.5) / dimension).ToArray())];
        double[][] u = [.. words.Select(_ => new double[dimension])];
        var losses = new double[epochs];
        long total = (long)noise.Length * epochs;
        long done = 0;
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            Pass(learns: true);
            losses[epoch] = Pass(learns: false);
        }

        return losses;

        double Pass(bool learns)
        {
            double loss = 0;
            long pairs = 0;
            foreach (int[] sentence in sentences.Select(s => s.Select(word => ids[word]).ToArray()))
            {
                for (int middle = 0; middle < sentence.Length; middle++)
                {
                    double alpha = learns ? rate * (1 - ((double)done++ / total)) : 0;
                    int size = 1 + random.Next(window);
                    for (int at = Math.Max(0, middle - size); at <= Math.Min(sentence.Length - 1, middle + size); at++)
                    {
                        if (at != middle)
                        {
                            loss += Pair(v[sentence[at]], sentence[middle], alpha);
                            pairs++;
                        }
                    }
                }
            }

            return loss / pairs;
        }

        double Pair(double[] input, int target, double alpha)
        {
            var change = new double[dimension];
            double loss = 0;
            for (int d = 0; d <= negatives; d++)
            {
                int word = d == 0 ? target : noise[random.Next(noise.Length)];
                if (d > 0 && word == target)
                {
                    continue;
                }

                double[] output = u[word];
                double sign = d == 0 ? 1 : -1;
                double q = 1 + Math.Exp(-sign * input.Zip(output, (a, b) => a * b).Sum());
                loss += Math.Log(q);
                double g = alpha * sign * (1 - (1 / q));
                for (int i = 0; i < dimension; i++)
                {
                    change[i] += g * output[i];
                    output[i] += g * input[i];
                }
            }

            for (int i = 0; i < dimension; i++)
            {
                input[i] += change[i];
            }

            return loss;
        }
    }
}
