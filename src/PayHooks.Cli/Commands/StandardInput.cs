using PayHooks.Cli.Terminal;

namespace PayHooks.Cli.Commands;

/// <summary>Reads secrets, keys and bodies from standard input, given as <c>-</c>.</summary>
internal static class StandardInput
{
    /// <summary>The argument that selects standard input.</summary>
    public const string Mark = "-";

    /// <summary>Returns the given value, standard input for <c>-</c>, or an environment variable; null when there is none.</summary>
    public static async Task<string?> ReadWordAsync(string? given, string variable, CliEnvironment surroundings,
        CancellationToken cancellationToken)
    {
        if (given != Mark)
        {
            return given ?? (surroundings.Variable(variable) is { Length: > 0 } known ? known : null);
        }

        using var reader = new StreamReader(surroundings.Input());
        var text = await reader.ReadToEndAsync(cancellationToken);

        // The line break that echo and editors append is not part of a secret; anything else is.
        return text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n') ? text[..^1] : text;
    }

    /// <summary>Reads all bytes of a file, or of standard input for <c>-</c>; otherwise returns the problem.</summary>
    public static async Task<(byte[] Bytes, string? Problem)> ReadBytesAsync(string path, CliEnvironment surroundings,
        CancellationToken cancellationToken)
    {
        try
        {
            if (path != Mark)
            {
                return (await File.ReadAllBytesAsync(path, cancellationToken), null);
            }

            await using var input = surroundings.Input();
            using var bytes = new MemoryStream();
            await input.CopyToAsync(bytes, cancellationToken);
            return (bytes.ToArray(), null);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return ([], $"There is no file '{path}'. Name the file that holds the body, byte for byte, or - for standard input.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ([], $"The file '{path}' cannot be read: {e.Message}");
        }
    }
}
