using SharpFuzz;

namespace PayHooks.Fuzz;

/// <summary>Runs a target on files, or under afl-fuzz; .ci/fuzz does all of it.</summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        switch (args)
        {
            case ["corpus", var folder]:
                Corpus.Write(folder);
                return 0;
            case ["instrument", .. var libraries]:
                foreach (var library in libraries)
                {
                    Fuzzer.Instrument(library, type => true, Options.Value);
                }

                return 0;
            case [var target] when FuzzTargets.All.TryGetValue(target, out var run):
                Fuzzer.OutOfProcess.Run(stream =>
                {
                    using var input = new MemoryStream();
                    stream.CopyTo(input);
                    run(input.ToArray());
                });
                return 0;
            case [var target, .. var files] when FuzzTargets.All.TryGetValue(target, out var run):
                foreach (var file in files)
                {
                    run(File.ReadAllBytes(file));
                }

                return 0;
            default:
                Console.Error.WriteLine(
                    $"Name a target ({string.Join(", ", FuzzTargets.All.Keys)}) and files, corpus FOLDER, or instrument LIBRARY….");
                return 2;
        }
    }
}
