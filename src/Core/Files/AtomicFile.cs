namespace LanguageModeling.Files;

/// <summary>Writes files so that a reader, or a crash, meets the old file or the whole new one, never a part.</summary>
internal static class AtomicFile
{
    private static readonly HashSet<string> Unfinished = new(StringComparer.Ordinal); // temporary files; also the lock
    private static bool _processEnds;

    static AtomicFile() => AppDomain.CurrentDomain.ProcessExit += (_, _) => DeleteUnfinished();

    /// <summary>
    /// Writes to a temporary file in the same folder, flushes it to the disk and renames it. On failure nothing is left behind, nor when the
    /// process ends while this writes.
    /// </summary>
    /// <param name="path">The file to make or replace.</param>
    /// <param name="write">Writes the content.</param>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string target = Path.GetFullPath(path);
        string temporary = $"{target}.{Guid.NewGuid():N}.tmp";
        FileStream created = Create(temporary);
        try
        {
            using (FileStream stream = created)
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            Finish(temporary, target);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
        finally
        {
            lock (Unfinished)
            {
                Unfinished.Remove(temporary);
            }
        }
    }

    private static FileStream Create(string temporary)
    {
        lock (Unfinished)
        {
            StopAtTheEnd();
            var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.Delete, 1 << 16);
            Unfinished.Add(temporary);
            return stream;
        }
    }

    private static void Finish(string temporary, string target)
    {
        lock (Unfinished)
        {
            StopAtTheEnd();
            File.Move(temporary, target, overwrite: true);
            Unfinished.Remove(temporary);
        }
    }

    private static void StopAtTheEnd()
    {
        if (_processEnds)
        {
            throw new OperationCanceledException("The process ends.");
        }
    }

    private static void DeleteUnfinished()
    {
        lock (Unfinished)
        {
            _processEnds = true;
            foreach (string temporary in Unfinished)
            {
                File.Delete(temporary);
            }
        }
    }
}
