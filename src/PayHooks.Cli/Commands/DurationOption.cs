using System.CommandLine;
using System.Globalization;

namespace PayHooks.Cli.Commands;

/// <summary>An option that takes a length of time, such as 90s, 10m or 1h.</summary>
internal static class DurationOption
{
    /// <summary>Creates the option.</summary>
    /// <param name="name">The name.</param>
    /// <param name="description">What it is for.</param>
    /// <param name="most">The maximum, in whole minutes.</param>
    /// <param name="usual">The default, in whole minutes.</param>
    public static Option<TimeSpan> Create(string name, string description, TimeSpan most, TimeSpan usual) => new(name)
    {
        Description = string.Create(CultureInfo.InvariantCulture,
            $"{description}: 90s, 10m, at most {most.TotalMinutes:0}m. Default: {usual.TotalMinutes:0}m"),
        HelpName = "TIME",
        DefaultValueFactory = _ => usual,
        CustomParser = result =>
        {
            var word = result.Tokens[0].Value;
            if (Read(word) is { } read && read > TimeSpan.Zero && read <= most)
            {
                return read;
            }

            result.AddError(string.Create(CultureInfo.InvariantCulture,
                $"{name}: '{word}' is not a length of time from 1s to {most.TotalMinutes:0}m. Write it as 90s or 10m."));
            return usual;
        },
    };

    private static TimeSpan? Read(string word)
    {
        if (word.Length < 2
            || !ushort.TryParse(word.AsSpan(0, word.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            return null;
        }

        return word[^1] switch
        {
            's' => TimeSpan.FromSeconds(count),
            'm' => TimeSpan.FromMinutes(count),
            'h' => TimeSpan.FromHours(count),
            _ => null,
        };
    }
}
