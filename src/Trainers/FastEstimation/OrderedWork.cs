namespace LanguageModeling.FastEstimation;

/// <summary>Makes parts on many threads and takes them in order on the calling one.</summary>
internal static class OrderedWork
{
    /// <summary>Runs.</summary>
    /// <param name="count">Number of parts.</param>
    /// <param name="make">Makes a part, in room that <paramref name="take"/> is done with, or null.</param>
    /// <param name="take">Takes a part.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public static void Run<T>(int count, Func<int, T?, T> make, Action<T> take, ParallelOptions parallel)
        where T : class
    {
        int ahead = 2 * Math.Max(1, parallel.MaxDegreeOfParallelism);
        var running = new Queue<Task<T>>();
        var free = new Stack<T>();
        try
        {
            for (int next = 0; next < count || running.Count > 0;)
            {
                parallel.CancellationToken.ThrowIfCancellationRequested();
                if (next < count && running.Count < ahead)
                {
                    int part = next++;
                    T? room = free.TryPop(out T? used) ? used : null;
                    running.Enqueue(Task.Run(() => make(part, room)));
                    continue;
                }

                T made = running.Dequeue().GetAwaiter().GetResult();
                take(made);
                free.Push(made);
            }
        }
        finally
        {
            foreach (Task<T> task in running)
            {
                ((IAsyncResult)task).AsyncWaitHandle.WaitOne(); // they work on memory that is freed next
                _ = task.Exception;
            }
        }
    }
}
