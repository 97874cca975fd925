using System.Globalization;

namespace PayHooks.Benchmarks.Systems;

/// <summary>Processor time and memory of a process and all its descendants, from /proc.</summary>
internal sealed class ProcessTree(int root)
{
    // USER_HZ, fixed at 100 on every Linux that .NET runs on.
    private const double TicksPerSecond = 100;

    /// <summary>User and system time so far, with that of children that have ended.</summary>
    public double CpuSeconds() => Members().Sum(CpuTicks) / TicksPerSecond;

    /// <summary>Resident memory now, in MB. Pages that processes share count once for each.</summary>
    public double ResidentMegabytes() => Members().Sum(pid => Kilobytes(pid, "VmRSS:")) / 1024.0;

    /// <summary>The most that the first process ever had resident, in MB.</summary>
    public double RootPeakMegabytes() => Kilobytes(root, "VmHWM:") / 1024.0;

    private List<int> Members()
    {
        List<int> members = [root];
        for (var i = 0; i < members.Count; i++)
        {
            members.AddRange(Children(members[i]));
        }

        return members;
    }

    private static IEnumerable<int> Children(int pid)
    {
        try
        {
            return [.. Directory.EnumerateDirectories($"/proc/{pid}/task")
                .SelectMany(task => File.ReadAllText($"{task}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Select(child => int.Parse(child, CultureInfo.InvariantCulture))];
        }
        catch (IOException)
        {
            // Ended meanwhile: its parent has its times.
            return [];
        }
    }

    private static long CpuTicks(int pid)
    {
        try
        {
            // "pid (name) state ppid …": the name may hold anything, so count from its closing parenthesis.
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[11..15].Sum(field => long.Parse(field, CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static long Kilobytes(int pid, string name)
    {
        try
        {
            var line = File.ReadLines($"/proc/{pid}/status").FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line[name.Length..^3], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
